import { Failure } from '@brooder/contracts';
import type { TransitionRequest, WorkerRow } from '../store/store.ts';
import type { PoolParts } from './pool-parts.ts';
import { backoff } from './wake.ts';

const tries = 3;

/**
 * One lifecycle move. Answers the row after it, or `undefined` when the row is no longer where the caller believed: somebody else
 * moved it, and the caller must stop and read again.
 *
 * An error that leaves the outcome open (connection lost after COMMIT) is settled by reading the row: at the target with the same
 * epoch the move happened; still at its start it did not, and is tried again.
 *
 * @throws configStoreUnavailable  the store could not be asked; the janitor of any gateway ends what is unfinished
 */
export async function move(
  parts: Pick<PoolParts, 'store' | 'clock' | 'random' | 'log'>,
  request: TransitionRequest,
): Promise<WorkerRow | undefined> {
  const { store, clock, random, log } = parts;
  const delay = backoff(50, 1_000, () => random.fraction());
  let last: unknown;
  for (let attempt = 0; attempt < tries; attempt++) {
    try {
      if (attempt > 0) {
        const row = await store.worker(request.workerId);
        if (row === undefined || row.epoch !== request.epoch) return undefined;
        if (row.state === request.to) return row;
        if (!request.from.includes(row.state)) return undefined;
      }
      return await store.transition(request);
    } catch (thrown) {
      if (thrown instanceof Failure && thrown.code === 'fenced') return undefined;
      if (thrown instanceof Failure && thrown.code === 'edgeRefused') {
        log.error({ worker: request.workerId, from: request.from, to: request.to }, 'a move outside the state table');
        throw thrown;
      }
      last = thrown;
      if (attempt < tries - 1) await clock.sleep(delay());
    }
  }
  throw last;
}
