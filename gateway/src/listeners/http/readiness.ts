/** Whether this gateway should get traffic, for /readyz. */
import { type Clock, deadline, failures, withSignal } from '@brooder/contracts';
import type { PoolStatus } from '../../pool/index.ts';

export interface Readiness {
  /** Reasons against; none means ready. Answers from memory when asked again within a second. */
  reasons(): Promise<readonly string[]>;
  /** From here on the answer is no. */
  drain(): void;
}

const answerMs = 2_000;
const keepMs = 1_000;
/** The pool loop runs every second; this late it is stuck. */
const staleLoopMs = 15_000;

export function createReadiness(pool: { status(): Promise<PoolStatus> }, clock: Clock): Readiness {
  let draining = false;
  let kept: { at: number; reasons: Promise<readonly string[]> } | undefined;

  async function ask(): Promise<readonly string[]> {
    const limit = deadline(clock, answerMs, failures.configStoreUnavailable({ reason: 'no answer within 2 s' }));
    try {
      // The pool counts workers in the store, so this answer is also the store's.
      const { reconcileAgeMs, blocked } = await withSignal(pool.status(), limit.signal);
      // A pool that starts no more workers still serves those it has: that is an alert, not a reason to send clients away.
      if (reconcileAgeMs === undefined) return [blocked ?? 'the pool has not finished its first pass'];
      return reconcileAgeMs > staleLoopMs ? [`the pool loop last finished ${Math.round(reconcileAgeMs)} ms ago`] : [];
    } catch {
      return ['the config store does not answer'];
    } finally {
      limit.clear();
    }
  }

  return {
    async reasons() {
      if (draining) return ['this gateway is draining'];
      if (!kept || clock.now() - kept.at > keepMs) kept = { at: clock.now(), reasons: ask() };
      return kept.reasons;
    },
    drain() {
      draining = true;
    },
  };
}
