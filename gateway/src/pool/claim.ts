import { Failure, failures, makeId } from '@brooder/contracts';
import type { ClaimOutcome } from '../store/store.ts';
import type { PoolParts } from './pool-parts.ts';
import { backoff } from './wake.ts';

const tries = 3;

/**
 * Asks the store for a worker of `org`. The claim id is made before the call, so an error that leaves the outcome open is settled
 * by asking for that id: what it holds is ours, and asking again with it never takes a second worker.
 *
 * @throws configStoreUnavailable  the store could not be asked. A claim that committed unseen is ended by the janitor at `claimLease`.
 */
export async function claim(
  parts: PoolParts,
  request: { org: string; maxWorkersPerOrg: number },
): Promise<ClaimOutcome> {
  const { store, settings, instance, clock, random } = parts;
  let claimId = makeId(clock, random);
  const delay = backoff(50, 1_000, () => random.fraction());
  let last: unknown;
  for (let attempt = 0; attempt < tries; attempt++) {
    try {
      if (attempt > 0) {
        const held = await store.workerByClaim(claimId);
        if (held?.state === 'reserved') return { outcome: 'claimed', worker: held };
      }
      return await store.claim({ pool: settings.pool, claimId, instance, ...request });
    } catch (thrown) {
      // Fenced: the worker that this id held was taken back meanwhile. The id is used up, and so is the worker.
      if (thrown instanceof Failure && thrown.code === 'fenced') claimId = makeId(clock, random);
      else if (thrown instanceof Failure && thrown.code !== 'configStoreUnavailable') throw thrown;
      last = thrown;
      if (attempt < tries - 1) await clock.sleep(delay());
    }
  }
  if (last instanceof Failure && last.code === 'fenced') {
    throw failures.configStoreUnavailable({ reason: 'answers to claims were lost' }, { cause: last });
  }
  throw last;
}
