import type { Clock, Timer } from '@brooder/contracts';

/** setTimeout keeps the delay in a signed 32-bit number and fires at once beyond it; source: Node.js docs, Timers. */
const longestTimer = 2 ** 31 - 1;

/** The machine's clock. */
export const realClock: Clock = {
  now: () => performance.now(),
  wall: () => new Date(),
  after(ms, task) {
    return arm(ms, task, false);
  },
  sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const stop = () => {
        timer.cancel();
        reject(signal?.reason);
      };
      // A sleep is awaited, so it holds the process open; a process that ends in the middle of one would end silently.
      const timer = arm(
        ms,
        () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        },
        true,
      );
      signal?.addEventListener('abort', stop, { once: true });
    });
  },
};

function arm(ms: number, task: () => void, keepsProcess: boolean): Timer {
  let handle: NodeJS.Timeout;
  const next = (left: number) => {
    handle = setTimeout(() => (left > longestTimer ? next(left - longestTimer) : task()), Math.min(left, longestTimer));
    if (!keepsProcess) handle.unref();
  };
  next(Math.max(0, ms));
  return { cancel: () => clearTimeout(handle) };
}
