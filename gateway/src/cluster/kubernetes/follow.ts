import type { Clock, Random } from '@brooder/contracts';
import type { ObjectMeta } from './objects.ts';
import type { Listed } from './read-list.ts';
import type { WatchEvent, WatchRequest } from './watch.ts';

export interface FollowOptions<T> {
  list(options: { labels?: string; signal: AbortSignal }): Promise<Listed<T>>;
  watch(request: WatchRequest): AsyncIterable<WatchEvent<T>>;
  labels?: string;
  clock: Clock;
  random: Random;
  /** Everything there is: at the start, and again whenever events may have been missed. What it does not name is gone. */
  onList(items: T[]): void;
  onEvent(event: { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: T }): void;
  /** The list or the watch failed; it is tried again after a pause. */
  onFailure(error: unknown): void;
  signal: AbortSignal;
}

const firstPauseMs = 500;
const longestPauseMs = 30_000;
/** A server or proxy that ends each watch at once must not be asked without a pause. */
const watchEveryMs = 1_000;

/** Lists, then watches from there on; lists again when the server has forgotten where we were (410). Resolves when the signal aborts. */
export async function followObjects<T extends { metadata: ObjectMeta }>(options: FollowOptions<T>): Promise<void> {
  const { signal, clock, random } = options;
  const labels = options.labels === undefined ? {} : { labels: options.labels };
  let from: string | undefined;
  let pause = firstPauseMs;
  while (!signal.aborted) {
    try {
      if (from === undefined) {
        const listed = await options.list({ ...labels, signal });
        options.onList(listed.items);
        from = listed.resourceVersion;
      }
      const began = clock.now();
      for await (const event of options.watch({ ...labels, from, signal })) {
        pause = firstPauseMs;
        if (event.type === 'EXPIRED') {
          from = undefined;
        } else if (event.type === 'BOOKMARK') {
          from = event.resourceVersion;
        } else {
          from = event.object.metadata.resourceVersion;
          options.onEvent(event);
        }
      }
      const early = began + watchEveryMs - clock.now();
      if (early > 0) await clock.sleep(early, signal);
    } catch (error) {
      if (signal.aborted) return;
      // A listener that failed, or a broken stream: nobody knows what was taken in, so begin with a list.
      from = undefined;
      options.onFailure(error);
      await clock.sleep(pause * (0.5 + random.fraction() / 2), signal).catch(() => {});
      pause = Math.min(pause * 2, longestPauseMs);
    }
  }
}
