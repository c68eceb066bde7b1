import { deadline, failures, type WorkerState, withSignal } from '@brooder/contracts';
import type { WorkerRow } from '../store/store.ts';
import type { Connections } from './connections.ts';
import type { Ending } from './lost.ts';
import { move } from './moves.ts';
import type { PoolParts } from './pool-parts.ts';

const drainable: readonly WorkerState[] = ['idle', 'reserved', 'activating', 'hot'];

/**
 * Takes a worker out of service: the row first, so that no gateway puts another session on it, then the worker is told. Sessions go on
 * until they end or `drainTimeout` is over. Answers undefined when the row had moved on.
 */
export async function beginDrain(
  parts: PoolParts,
  connections: Connections,
  row: WorkerRow,
  reason: string,
): Promise<WorkerRow | undefined> {
  if (!drainable.includes(row.state)) return undefined;
  const request = { workerId: row.id, from: [row.state], to: 'draining', epoch: row.epoch, reason } as const;
  const draining = await move(parts, request);
  if (!draining) return undefined;
  parts.log.info({ worker: row.id, was: row.state, ...(row.org && { org: row.org }), reason }, 'worker drains');
  if (row.state === 'hot') await tellWorker(parts, connections, draining);
  return draining;
}

/** Best effort: the row already keeps sessions away. */
async function tellWorker(parts: PoolParts, connections: Connections, row: WorkerRow): Promise<void> {
  const { settings, clock, log } = parts;
  const limit = deadline(clock, settings.timeouts.workerCall, failures.workerLost({ worker: row.id }));
  try {
    const connection = await connections.to(row.id);
    const request = { epoch: String(row.epoch), deadlineMs: settings.drainTimeout };
    await withSignal(connection.act('drain', request, limit.signal), limit.signal);
  } catch (thrown) {
    log.debug({ worker: row.id, err: thrown }, 'a worker was not told of its drain');
  } finally {
    limit.clear();
  }
}

/** Whether a draining worker may be ended: nobody is on it, or its time is over. */
export function drained(row: WorkerRow, drainTimeout: number): boolean {
  return row.sessions === 0 || row.stateAgeMs >= drainTimeout;
}

/** Ends the process, then `draining` → `retired`: never the other way round, or a process outlives its row. */
export async function finishDrain(parts: PoolParts, ending: Ending, row: WorkerRow): Promise<void> {
  ending.tell(row.id, row.reason ?? 'drained');
  if (row.sessions > 0) await parts.store.removeSessionsOfWorker(row.id);
  await ending.end(row.id, row.uid);
  await move(parts, { workerId: row.id, from: ['draining'], to: 'retired', epoch: row.epoch });
}
