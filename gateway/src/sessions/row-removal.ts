import type { Clock } from '@brooder/contracts';
import type { Store } from '../store/index.ts';
import type { Log } from '../telemetry/index.ts';

/** Deletes rows of ended sessions in the background, in order, again and again while the store does not answer. */
export interface RowRemoval {
  remove(sessionId: string): void;
  /** Resolves when nothing is left, or after `deadlineMs`. */
  settle(deadlineMs: number): Promise<void>;
}

/** Ids kept while the store is away. Beyond that the oldest are left to the expiry of this instance. */
const maxWaiting = 10_000;
const longestPauseMs = 2_000;

export function createRowRemoval(store: Store, clock: Clock, log: Log): RowRemoval {
  const waiting: string[] = [];
  let idle: Promise<void> | undefined;

  async function drain(): Promise<void> {
    let pause = 20;
    while (waiting.length > 0) {
      try {
        await store.removeSession(waiting[0]!);
        waiting.shift();
        pause = 20;
      } catch (err) {
        log.warn(
          { session: waiting[0]!, waiting: waiting.length, err },
          'a session row could not be removed; trying again',
        );
        await clock.sleep(pause);
        pause = Math.min(pause * 2, longestPauseMs);
      }
    }
    idle = undefined;
  }

  return {
    remove(sessionId) {
      if (waiting.length >= maxWaiting) {
        // The first may be in the hands of `drain`.
        const [dropped] = waiting.splice(1, 1);
        log.error({ session: dropped ?? sessionId }, 'too many session rows wait for removal; one is left behind');
      }
      waiting.push(sessionId);
      idle ??= drain();
    },
    async settle(deadlineMs) {
      if (!idle) return;
      const stop = new AbortController();
      const timeout = clock.sleep(deadlineMs, stop.signal).catch(() => {});
      await Promise.race([idle, timeout]);
      stop.abort();
    },
  };
}
