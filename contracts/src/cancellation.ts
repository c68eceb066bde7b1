/** A deadline and a cancel in one: every wait in Brooder takes a signal made here or by its caller. */
import type { Clock } from './seams.ts';

export interface Deadline {
  signal: AbortSignal;
  /** Stops the timer; call it when the awaited work ended. */
  clear(): void;
}

/** A signal that aborts with `reason` after `ms`, or earlier with `parent`'s reason. */
export function deadline(clock: Clock, ms: number, reason: Error, parent?: AbortSignal): Deadline {
  const controller = new AbortController();
  const timer = clock.after(ms, () => controller.abort(reason));
  const follow = () => controller.abort(parent?.reason);
  if (parent?.aborted) follow();
  else parent?.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    clear() {
      timer.cancel();
      parent?.removeEventListener('abort', follow);
    },
  };
}

/** Rejects with the signal's reason once it aborts; otherwise settles as `work` does. The loser's rejection is not left floating. */
export async function withSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  work.catch(() => {});
  signal.throwIfAborted();
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  aborted.catch(() => {});
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}
