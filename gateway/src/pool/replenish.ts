import type { WorkerRow } from '../store/store.ts';
import type { Connections } from './connections.ts';
import { beginDrain } from './drain.ts';
import type { PoolParts } from './pool-parts.ts';
import type { Spawner } from './spawn.ts';

/** Orders starts until idle + spawning meets the target; the store counts, so several gateways never overshoot together. */
export async function replenish(parts: PoolParts, spawner: Spawner): Promise<void> {
  const { warmTarget } = parts.settings;
  // Asking the gate takes a token, so the store is asked first whether one is missing.
  const rows = await parts.store.workers({ pool: parts.settings.pool, states: ['idle', 'spawning'] });
  for (let missing = warmTarget - rows.length; missing > 0; missing--) {
    const order = await spawner.order('warm');
    if (order.outcome !== 'ordered') return;
  }
}

/**
 * Drains idle workers beyond the target once they are old enough, the smallest ids first: two gateways that read the same rows choose
 * the same workers, so the second choice is fenced and not a second drain.
 */
export async function shrink(parts: PoolParts, connections: Connections, rows: readonly WorkerRow[]): Promise<void> {
  const { warmTarget, surplusIdle } = parts.settings;
  const idle = rows.filter((row) => row.state === 'idle').sort((a, b) => (a.id < b.id ? -1 : 1));
  const surplus = idle.slice(0, Math.max(0, idle.length - warmTarget));
  for (const row of surplus) {
    if (row.stateAgeMs >= surplusIdle) await beginDrain(parts, connections, row, 'more idle workers than the target');
  }
}
