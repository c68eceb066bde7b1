import type { Clock } from '@brooder/contracts';
import type { Log } from '../cluster/log.ts';
import { createWake } from './wake.ts';

export interface PoolLoop {
  /** Runs the step soon, whatever is left of the interval. */
  wake(): void;
  /** Milliseconds since a step last finished without an error; undefined before the first. */
  ageMs(): number | undefined;
  /** Lets a running step end and starts no other. */
  stop(): Promise<void>;
}

/**
 * Runs `step` every `interval` ms, or sooner when woken, but never twice within a tenth of it. An error ends the step, never the
 * loop: a loop that ended silently once left a peer's workers running unseen for days.
 */
export function startLoop(
  parts: { clock: Clock; log: Log },
  name: string,
  interval: number,
  step: () => Promise<void>,
): PoolLoop {
  const { clock, log } = parts;
  const woken = createWake(clock);
  let stopped = false;
  let finishedAt: number | undefined;

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        await step();
        finishedAt = clock.now();
      } catch (thrown) {
        log.warn({ loop: name, err: thrown }, 'a step of the pool loop failed and is repeated');
      }
      if (stopped) return;
      await clock.sleep(interval / 10);
      if (!stopped) await woken.wait((interval * 9) / 10);
    }
  }

  const done = run();
  return {
    wake: () => woken.wake(),
    ageMs: () => (finishedAt === undefined ? undefined : clock.now() - finishedAt),
    async stop() {
      stopped = true;
      woken.wake();
      await done;
    },
  };
}
