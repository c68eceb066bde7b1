import type { InstanceRow, WorkerRow } from '../store/store.ts';
import type { Connections } from './connections.ts';
import { beginDrain, drained, finishDrain } from './drain.ts';
import { declareLost, type Ending, finishLost } from './lost.ts';
import type { PoolParts } from './pool-parts.ts';
import { shrink } from './replenish.ts';

/**
 * Moves every row that stayed too long where it is, one step on. Needs no leader: each step is a compare-and-set on what was read, so a
 * second janitor, or the same one twice, changes nothing more.
 */
export async function reap(
  parts: PoolParts,
  connections: Connections,
  ending: Ending,
  rows: readonly WorkerRow[],
  starting: (workerId: string) => boolean,
): Promise<void> {
  const { settings, store, log } = parts;
  await store.expireInstances(settings.timeouts.instanceLoss);
  const instances = await store.instances();
  const step = async (row: WorkerRow): Promise<void> => {
    const abandoned = abandonment(parts, row, instances);
    if (row.state === 'spawning' && abandoned && !starting(row.id)) {
      await declareLost(parts, ending, row, 'spawn-failed', abandoned);
    } else if (row.state === 'reserved' || row.state === 'activating') {
      // Spent, whatever it got to know: drained, never idle again.
      if (abandoned) await beginDrain(parts, connections, row, abandoned);
    } else if (row.state === 'hot') {
      const unused = row.sessions === 0 && row.idleAgeMs >= settings.timeouts.workerIdle;
      if (unused) await beginDrain(parts, connections, row, 'no session');
    } else if (row.state === 'draining') {
      if (drained(row, settings.drainTimeout)) ending.inBackground(row.id, () => finishDrain(parts, ending, row));
    } else if (row.state === 'lost') {
      ending.inBackground(row.id, () => finishLost(parts, ending, row));
    }
  };
  // One worker that cannot be ended must not keep the others from it.
  const outcomes = await Promise.allSettled(rows.map(step));
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.status === 'rejected') {
      log.warn({ worker: rows[index]!.id, err: outcome.reason }, 'a janitor step failed and is repeated');
    }
  }
  await shrink(parts, connections, rows);
}

/** Why a start, a reservation or an activation will not be finished by the one who began it; undefined while it may be. */
function abandonment(parts: PoolParts, row: WorkerRow, instances: readonly InstanceRow[]): string | undefined {
  const { claimLease, spawn, storeCall, instanceLoss } = parts.settings.timeouts;
  const lease = row.state === 'spawning' ? spawn + storeCall : claimLease;
  if (row.stateAgeMs >= lease) return `${row.state} for too long`;
  const owner = instances.find((instance) => instance.id === row.instance);
  const ownerGone = owner === undefined ? row.stateAgeMs >= instanceLoss : owner.state === 'expired';
  return ownerGone ? `${row.state} by a gateway that is gone` : undefined;
}
