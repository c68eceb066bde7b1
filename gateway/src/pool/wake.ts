import type { Clock } from '@brooder/contracts';

/** A wait that ends early when something happened. A wake between two waits is kept, so none is missed. */
export interface Wake {
  wake(): void;
  /** Resolves after `ms` or at the next wake, whichever is first. */
  wait(ms: number): Promise<void>;
}

export function createWake(clock: Clock): Wake {
  let pending = false;
  let release: (() => void) | undefined;
  return {
    wake() {
      if (release) release();
      else pending = true;
    },
    wait(ms) {
      if (pending) {
        pending = false;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        const end = () => {
          timer.cancel();
          release = undefined;
          resolve();
        };
        const timer = clock.after(ms, end);
        release = end;
      });
    },
  };
}

/** Doubling delays from `first` to `most`, each with up to a quarter of jitter, so that gateways do not poll in step. */
export function backoff(first: number, most: number, fraction: () => number): () => number {
  let delay = first;
  return () => {
    const current = delay * (1 + fraction() / 4);
    delay = Math.min(most, delay * 2);
    return current;
  };
}
