import { timingSafeEqual } from 'node:crypto';
import { type Clock, deadline, failures, timeouts } from '@brooder/contracts';
import type { HotWorker, Pool } from '../pool/index.ts';
import type { Store } from '../store/index.ts';
import type { Log } from '../telemetry/index.ts';
import type { CancelKey } from './session-types.ts';

/** Asks the worker to interrupt what a session runs. @throws workerLost */
export async function cancelOn(hot: HotWorker, sessionId: string, clock: Clock): Promise<boolean> {
  const limit = deadline(clock, timeouts.workerCall, failures.workerLost({ worker: hot.worker.id }));
  try {
    const request = { epoch: String(hot.worker.epoch), sessionId };
    return (await hot.connection.act('cancel', request, limit.signal)).cancelled;
  } finally {
    limit.clear();
  }
}

/** How a secret stands in the store's row. */
export const secretText = (secret: Uint8Array): string => Buffer.from(secret).toString('hex');

/** Compares without telling by its time how many bytes agree. */
export function sameSecret(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Cancel requests in flight at once; more come from nobody who means well. */
const maxInFlight = 64;

interface CancelParts {
  store: Store;
  pool: Pool;
  clock: Clock;
  log: Log;
  /** Sessions of this gateway with that process id. */
  local(pid: number): readonly { id: string; cancelKey: CancelKey | undefined; hot: HotWorker | undefined }[];
}

export function createCancel({ store, pool, clock, log, local }: CancelParts) {
  let inFlight = 0;
  return async (pid: number, secret: Uint8Array): Promise<boolean> => {
    if (inFlight >= maxInFlight) {
      log.warn({ inFlight }, 'a cancel request was dropped: too many at once');
      return false;
    }
    inFlight++;
    try {
      for (const session of local(pid)) {
        if (session.cancelKey && sameSecret(session.cancelKey.secret, secret))
          return session.hot ? await cancelOn(session.hot, session.id, clock) : false;
      }
      const row = await store.sessionByCancelKey(pid, secretText(secret));
      return row ? await cancelOn(await pool.connectionTo(row.workerId), row.id, clock) : false;
    } catch (err) {
      log.warn({ err }, 'a cancel request could not be carried out');
      return false;
    } finally {
      inFlight--;
    }
  };
}
