import { failures } from '@brooder/contracts';
import type { WorkerRow } from '../store/store.ts';
import type { Connections } from './connections.ts';
import { beginDrain } from './drain.ts';
import type { PoolParts } from './pool-parts.ts';
import type { Spawner } from './spawn.ts';

/** A hot worker nobody has used for this long (ms) may be ended when the pool is full and another org waits. */
const evictableIdle = 10_000;

/** Starts workers for orgs that found none idle: one start for each org that waits here, never more. */
export interface ColdStart {
  /**
   * Orders one if fewer are under way than orgs wait.
   * @throws noWorker   starts are blocked by a failure that repeats
   * @throws workerCap  the pool is full and nothing in it is about to end
   */
  want(org: string): Promise<{ ms: number; reason: string }>;
  forget(org: string): void;
}

export function createColdStart(
  parts: PoolParts,
  connections: Connections,
  spawner: Spawner,
  changed: () => void,
): ColdStart {
  const wanting = new Set<string>();
  const { settings, store } = parts;

  return {
    async want(org) {
      wanting.add(org);
      if (spawner.underWay() >= wanting.size) return { ms: 250, reason: 'a worker is starting' };
      const order = await spawner.order('demand');
      if (order.outcome === 'ordered') return { ms: 250, reason: 'a worker is starting' };
      if (order.outcome === 'later') {
        if (order.blocked === undefined) return { ms: order.waitMs, reason: 'worker starts are limited just now' };
        throw failures.noWorker({ seconds: 0, reason: `worker starts fail: ${order.blocked}` });
      }
      const rows = await store.workers({ pool: settings.pool });
      if (!rows.some((row) => ['spawning', 'idle', 'draining', 'lost'].includes(row.state))) {
        const drained = await evict(rows);
        if (!drained) throw failures.workerCap({ scope: `Pool ${settings.pool}`, limit: settings.maxWorkers });
        changed();
      }
      return { ms: 250, reason: `the pool has all its ${settings.maxWorkers} workers` };
    },
    forget: (org) => void wanting.delete(org),
  };

  async function evict(rows: readonly WorkerRow[]): Promise<boolean> {
    const [longest] = rows
      .filter((row) => row.state === 'hot' && row.sessions === 0 && row.idleAgeMs >= evictableIdle)
      .sort((a, b) => b.idleAgeMs - a.idleAgeMs);
    return (
      longest !== undefined && (await beginDrain(parts, connections, longest, 'room for another org')) !== undefined
    );
  }
}
