/** A place on a worker with the Flight session open on it; a worker that turns it away is replaced, for nothing of the client's ran yet. */
import { type Clock, deadline, Failure, failures, timeouts } from '@brooder/contracts';
import type { GatewaySession, OpenRequest, Sessions } from '../../sessions/index.ts';

const attempts = 6;
/** Pause before the second try, milliseconds, doubled each time: the pool needs a moment to learn that a worker is gone. */
const firstPauseMs = 50;
/** Answers of a worker after which another one may do. */
const retriable: ReadonlySet<string> = new Set([
  'workerLost',
  'draining',
  'notActivated',
  'staleEpoch',
  'tooManyConnections',
]);

/** @throws what `sessions.open` throws, what the last worker answered, or the signal's reason */
export async function openOnWorker(
  parts: { sessions: Pick<Sessions, 'open'>; clock: Clock },
  request: OpenRequest,
  signal: AbortSignal,
): Promise<GatewaySession> {
  const { org, user, database } = request;
  for (let attempt = 1; ; attempt++) {
    const session = await parts.sessions.open(request, signal);
    const { worker, connection } = session.hot;
    const limit = deadline(parts.clock, timeouts.workerCall, failures.workerLost({ worker: worker.id }), signal);
    try {
      const open = { epoch: String(worker.epoch), sessionId: session.id, org, user, database, timeZone: 'UTC' };
      await connection.act('open-session', open, limit.signal);
      return session;
    } catch (error) {
      if (signal.aborted) session.close('the client left');
      else await session.abandon(error instanceof Failure ? error.code : 'open failed');
      const again = error instanceof Failure && retriable.has(error.code) && attempt < attempts && !signal.aborted;
      if (!again) throw error;
      await parts.clock.sleep(firstPauseMs * 2 ** (attempt - 1), signal);
    } finally {
      limit.clear();
    }
  }
}
