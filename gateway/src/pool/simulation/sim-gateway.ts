import { Failure, failures, workerStates } from '@brooder/contracts';
import { type MemoryCluster, staleMs } from '../../cluster/memory/memory-cluster.ts';
import type { MemoryStore, Store, WorkerRow } from '../../store/index.ts';
import { silentLog } from '../../telemetry/index.ts';
import { createPool } from '../create-pool.ts';
import type { Pool } from '../pool.ts';
import type { FakeWorkers } from './fake-workers.ts';
import type { Oracles } from './oracles.ts';
import type { Scheduler } from './scheduler.ts';
import type { SeededRandom } from './seeded-random.ts';
import { simSettings } from './sim-settings.ts';

/** One run of one gateway. After a crash another run takes its place under another instance id. */
export interface SimGateway {
  instance: string;
  pool: Pool;
  store: Store;
  /** Its next calls on the store fail before they do anything. */
  storeFails: number;
  /** Its next writes commit, and it gets an error for an answer. */
  ambiguous: number;
  /** Its next reads of rows give what was so a moment ago. */
  staleRows: number;
  /** Crashes at the turn when this reaches 0. */
  crashIn: number | undefined;
}

export interface SimWorld {
  scheduler: Scheduler;
  random: SeededRandom;
  store: MemoryStore;
  cluster: MemoryCluster;
  workers: FakeWorkers;
  oracles: Oracles;
  /** Changes a gateway's store, to leave a rule out. */
  sabotageStore?: (store: Store, base: MemoryStore) => Store;
}

const never = new Promise<never>(() => {});
const writes: ReadonlySet<string> = new Set([
  'claim',
  'transition',
  'insertSpawning',
  'forgetRetired',
  'insertSession',
]);

export function startGateway(world: SimWorld, instance: string): SimGateway {
  const { scheduler, random, store: base, cluster, workers, oracles } = world;

  /** A place where this gateway can be held up, or end. */
  async function turn(): Promise<void> {
    if (gateway.crashIn !== undefined) {
      gateway.crashIn -= 1;
      if (gateway.crashIn < 0) scheduler.crash(instance);
    }
    if (scheduler.crashed(instance)) return never;
    return scheduler.park(instance);
  }
  const sometimes = () => (random.below(2) === 0 || gateway.crashIn !== undefined ? turn() : Promise.resolve());

  const view = base.view(instance, async (name) => {
    const [method, when] = name.split(':') as [string, string];
    if (when === 'before') {
      await turn();
      if (gateway.storeFails === 0) return;
      gateway.storeFails -= 1;
      throw failures.configStoreUnavailable({ reason: 'simulated' });
    }
    if (!writes.has(method)) return sometimes();
    oracles.rows(await base.workers({ states: workerStates }));
    await sometimes();
    if (gateway.ambiguous === 0) return;
    gateway.ambiguous -= 1;
    throw failures.configStoreUnavailable({ reason: 'the answer to a commit was lost' });
  });

  const takeStale = () => {
    if (gateway.staleRows === 0) return false;
    gateway.staleRows -= 1;
    return true;
  };
  const observed = observe(view, { instance, oracles, takeStale, now: scheduler.now });
  const store = world.sabotageStore?.(observed, base) ?? observed;
  const gateway: SimGateway = {
    instance,
    store,
    storeFails: 0,
    ambiguous: 0,
    staleRows: 0,
    crashIn: undefined,
    pool: undefined as never,
  };
  gateway.pool = createPool({
    instance,
    settings: simSettings,
    store,
    cluster: cluster.view((name) => (name.endsWith('before') ? turn() : sometimes())),
    dialer: workers.dialer(turn),
    clock: scheduler.clockOf(instance),
    random,
    log: silentLog,
  });
  return gateway;
}

/** The same store, with the oracles told of what passes and stale reads on demand. */
function observe(
  view: Store,
  parts: { instance: string; oracles: Oracles; takeStale: () => boolean; now: () => number },
): Store {
  const { instance, oracles, takeStale, now } = parts;
  const answers = new Map<string, { at: number; rows: WorkerRow[] }[]>();
  const read = <A extends unknown[], R>(method: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      const answer = await method(...args);
      oracles.rowsRead(instance);
      return answer;
    };
  };
  return {
    ...view,
    worker: read(view.worker),
    workerByClaim: read(view.workerByClaim),
    async workers(filter) {
      const key = JSON.stringify(filter ?? {});
      const rows = await view.workers(filter);
      oracles.rowsRead(instance);
      const recent = (answers.get(key) ?? []).filter(({ at }) => now() - at <= staleMs);
      answers.set(key, [...recent, { at: now(), rows }]);
      return recent[0] && takeStale() ? recent[0].rows : rows;
    },
    async insertSpawning(row, limits) {
      oracles.inserted(row.id);
      return view.insertSpawning(row, limits);
    },
    async claim(request) {
      const answer = await view.claim(request);
      if (answer.outcome === 'claimed') oracles.claimed(request.claimId, answer.worker.id);
      oracles.rowsRead(instance);
      return answer;
    },
    async transition(request) {
      const key = `${request.workerId} at ${request.epoch}: ${request.from.join()} → ${request.to}`;
      oracles.moveTried(instance, key);
      try {
        return await view.transition(request);
      } catch (thrown) {
        if (thrown instanceof Failure && thrown.code === 'fenced') oracles.moveFenced(instance, key);
        throw thrown;
      }
    },
  };
}
