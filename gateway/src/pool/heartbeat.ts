import {
  asFailure,
  deadline,
  failures,
  type Monotonic,
  type WorkerDescription,
  type WorkerState,
  withSignal,
} from '@brooder/contracts';
import type { WorkerRow } from '../store/store.ts';
import type { Connections } from './connections.ts';
import { beginDrain } from './drain.ts';
import { declareLost, type Ending } from './lost.ts';
import type { PoolParts } from './pool-parts.ts';

const asked: readonly WorkerState[] = ['idle', 'reserved', 'activating', 'hot', 'draining'];
const atOnce = 16;

export interface Heartbeat {
  /** Asks every worker once and acts on the answers. */
  pass(): Promise<void>;
  /** The next pass asks this worker even if another gateway did so just now. */
  suspect(workerId: string): void;
}

/**
 * Asks each worker to describe itself. The answer takes no engine lock, so a busy worker answers and is never taken for dead.
 * A worker is lost when nobody heard it for `heartbeatLoss`, by the store's own clock, and this gateway did not hear it either over
 * most of that time: after an outage of the store or a stop of all gateways the ages are high and the workers well.
 */
export function createHeartbeat(parts: PoolParts, connections: Connections, ending: Ending): Heartbeat {
  const { store, settings, clock, log } = parts;
  const { heartbeatInterval, heartbeatLoss, workerCall } = settings.timeouts;
  const silentSince = new Map<string, Monotonic>();
  const suspected = new Set<string>();

  async function describe(workerId: string): Promise<WorkerDescription> {
    const limit = deadline(clock, workerCall, failures.workerLost({ worker: workerId }));
    try {
      const connection = await connections.to(workerId);
      return await withSignal(connection.act('describe', {}, limit.signal), limit.signal);
    } finally {
      limit.clear();
    }
  }

  /** Answers true when the worker was heard and is well. */
  async function ask(row: WorkerRow): Promise<boolean> {
    const began = clock.now();
    try {
      const described = await describe(row.id);
      silentSince.delete(row.id);
      return !(await retireIfUnfit(row, described));
    } catch (thrown) {
      const since = silentSince.get(row.id) ?? began;
      silentSince.set(row.id, since);
      log.debug({ worker: row.id, code: asFailure(thrown).code }, 'a worker did not answer');
      if (clock.now() - since < heartbeatLoss / 2) return false;
      const now = await store.worker(row.id);
      if (now && asked.includes(now.state) && now.heartbeatAgeMs >= heartbeatLoss) {
        await declareLost(parts, ending, now, 'silent', `no answer for ${heartbeatLoss / 1000} s`);
      }
      return false;
    }
  }

  /** What a worker says of itself against its row, read again because the answer may be older than a claim. */
  async function retireIfUnfit(row: WorkerRow, described: WorkerDescription): Promise<boolean> {
    const spent = row.state === 'idle' && described.org !== undefined;
    const ahead = BigInt(described.epoch) > row.epoch;
    const forgot = row.state === 'hot' && described.phase === 'neutral';
    if (!described.fatal && !spent && !ahead && !forgot) return false;
    const now = await store.worker(row.id);
    if (!now || now.state !== row.state) return false;
    if (described.fatal) {
      await declareLost(parts, ending, now, 'engine-fatal', `its engine failed: ${described.fatal.code}`);
    } else if (forgot && now.epoch === row.epoch) {
      await declareLost(parts, ending, now, 'process-gone', 'its process lost the activation');
    } else if (spent || BigInt(described.epoch) > now.epoch) {
      // The store went back in time (a promoted replica): the worker may serve sessions, so it is drained, not killed.
      await beginDrain(parts, connections, now, 'the worker knows of a later claim than the store');
    } else return false;
    return true;
  }

  return {
    async pass() {
      const rows = await store.workers({ pool: settings.pool, states: asked });
      const ids = new Set(rows.map((row) => row.id));
      for (const id of silentSince.keys()) if (!ids.has(id)) silentSince.delete(id);
      // A worker another gateway heard half an interval ago need not be asked again.
      const due = rows.filter((row) => suspected.has(row.id) || row.heartbeatAgeMs >= heartbeatInterval / 2);
      suspected.clear();
      const heard: string[] = [];
      for (let first = 0; first < due.length; first += atOnce) {
        const batch = due.slice(first, first + atOnce);
        const outcomes = await Promise.allSettled(batch.map(ask));
        for (const [index, outcome] of outcomes.entries()) {
          const id = batch[index]!.id;
          if (outcome.status === 'fulfilled' && outcome.value) heard.push(id);
          if (outcome.status === 'rejected') log.warn({ worker: id, err: outcome.reason }, 'a heartbeat step failed');
        }
      }
      if (heard.length > 0) await store.recordHeartbeat(heard);
    },
    suspect: (workerId) => void suspected.add(workerId),
  };
}
