import { type Clock, deadline, Failure, failures, timeouts } from '@brooder/contracts';
import type { GatewaySession, OpenRequest, Sessions } from '../../sessions/index.ts';
import { WorkerLine, type WorkerLineEvents } from './worker-line.ts';

/** A worker that turns a session away is replaced this often before the client hears of it. */
const attempts = 6;
/** Pause before the second try, milliseconds, doubled each time: the pool needs a moment to learn that a worker is gone. */
const firstPauseMs = 50;
/** Answers of a worker after which another one may do. */
const retriable = new Set(['workerLost', 'draining', 'notActivated', 'staleEpoch', 'unknownSession']);

export interface ClaimOptions {
  sessions: Sessions;
  request: OpenRequest;
  timeZone: string;
  clock: Clock;
  events: WorkerLineEvents;
}

/** Takes a place on a worker and opens the session's channel there. Nothing of the client's has run yet, so a retry is safe. */
export async function claimWorker(
  { sessions, request, timeZone, clock, events }: ClaimOptions,
  signal: AbortSignal,
): Promise<{ session: GatewaySession; line: WorkerLine }> {
  for (let attempt = 1; ; attempt++) {
    const session = await sessions.open(request, signal);
    const { worker, connection } = session.hot;
    const limit = deadline(clock, timeouts.workerCall, failures.workerLost({ worker: worker.id }), signal);
    try {
      const channel = await connection.openChannel(
        {
          op: 'open',
          sessionId: session.id,
          org: request.org,
          epoch: String(worker.epoch),
          user: request.user,
          database: request.database,
          settings: { timeZone },
        },
        limit.signal,
      );
      const line = new WorkerLine(channel, worker.id, events);
      session.onEnd((failure) => line.fail(failure));
      return { session, line };
    } catch (error) {
      const again = error instanceof Failure && retriable.has(error.code) && attempt < attempts && !signal.aborted;
      if (signal.aborted) session.close('the client left');
      else await session.abandon(error instanceof Failure ? error.code : 'open failed');
      if (!again) throw error;
      await clock.sleep(firstPauseMs * 2 ** (attempt - 1), signal);
    } finally {
      limit.clear();
    }
  }
}
