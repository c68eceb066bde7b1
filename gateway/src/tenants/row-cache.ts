import type { Clock } from '@brooder/contracts';

export interface RowCache {
  /** The row under `key`, read by `load` at most once per lifetime; concurrent callers share one read. A failed read is not kept. */
  get<T>(key: string, load: () => Promise<T>): Promise<T>;
  forget(key: string): void;
}

/** Keeps what the store answered, rows and their absence alike, for `lifetimeMs`, and at most `capacity` of them. */
export function createRowCache(
  clock: Clock,
  { lifetimeMs, capacity }: { lifetimeMs: number; capacity: number },
): RowCache {
  const entries = new Map<string, { value: Promise<unknown>; until: number }>();

  return {
    get<T>(key: string, load: () => Promise<T>): Promise<T> {
      const present = entries.get(key);
      if (present && clock.now() < present.until) return present.value as Promise<T>;
      const value = load();
      // The lifetime begins before the read: what is kept is never older than it says.
      const entry = { value, until: clock.now() + lifetimeMs };
      entries.delete(key);
      entries.set(key, entry);
      value.catch(() => {
        if (entries.get(key) === entry) entries.delete(key);
      });
      // Maps keep insertion order, so the first entry is the oldest.
      if (entries.size > capacity) entries.delete(entries.keys().next().value as string);
      return value;
    },
    forget: (key) => void entries.delete(key),
  };
}
