import type { Clock } from '@brooder/contracts';

/** This many suspicions of one worker within `window` ms mean that sessions fail on it although it answers. */
const limit = { count: 3, window: 60_000 };

/** Answers true once a worker was suspected too often; a peer handed a wedged worker to the same org 12 times. */
export function createSuspicion(clock: Clock): { add(workerId: string): boolean } {
  const times = new Map<string, number[]>();
  return {
    add(workerId) {
      const now = clock.now();
      for (const [id, at] of times) if (now - at.at(-1)! >= limit.window) times.delete(id);
      const recent = [...(times.get(workerId) ?? []).filter((at) => now - at < limit.window), now];
      times.set(workerId, recent);
      return recent.length === limit.count;
    },
  };
}
