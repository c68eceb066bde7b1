import { failures } from '@brooder/contracts';
import { createMemoryCluster, type MemoryCluster } from '../../cluster/memory/memory-cluster.ts';
import { createMemoryStore, type MemoryStore, type Store, type WarehouseRow } from '../../store/index.ts';
import { silentLog } from '../../telemetry/index.ts';
import { createPool } from '../create-pool.ts';
import type { Pool } from '../pool.ts';
import type { PoolSettings } from '../pool-settings.ts';
import { createFakeWorkers, type FakeWorkers } from '../simulation/fake-workers.ts';
import { createScheduler, type Scheduler } from '../simulation/scheduler.ts';
import { seededRandom } from '../simulation/seeded-random.ts';
import { simSettings } from '../simulation/sim-settings.ts';

export interface OpenPool {
  pool: Pool;
  store: MemoryStore;
  cluster: MemoryCluster;
  workers: FakeWorkers;
  scheduler: Scheduler;
  /** Activations that workers accepted, as org names in order. */
  accepted: string[];
  /** The next calls of these names commit, and their answers are lost. */
  loseAnswers(names: (keyof Store)[]): void;
  /** Lets virtual time pass until `work` settles. @throws after `most` ms */
  until<T>(work: Promise<T>, most?: number): Promise<T>;
}

/** One gateway's pool on virtual time, without faults unless the test asks for them. */
export async function openPool(settings: Partial<PoolSettings> = {}): Promise<OpenPool> {
  const random = seededRandom(1);
  const scheduler = createScheduler(random);
  const clock = scheduler.clockOf('gateway');
  const store = createMemoryStore({ clock });
  const lost: string[] = [];
  const view = store.view('g1', async (name) => {
    const at = lost.findIndex((method) => name === `${method}:after`);
    if (at < 0) return;
    lost.splice(at, 1);
    throw failures.configStoreUnavailable({ reason: 'the answer was lost' });
  });
  const cluster = createMemoryCluster({ clock, random, bootMs: () => 300 });
  const accepted: string[] = [];
  const workers = createFakeWorkers(cluster, {
    accepted: (_, org) => void accepted.push(org),
    latched() {},
  });
  for (const org of ['ducks', 'geese', 'swans']) await store.createOrg(org);
  const dialer = workers.dialer(() => scheduler.park('gateway'));
  const all = { ...simSettings, ...settings };
  const pool = createPool({
    instance: 'g1',
    settings: all,
    store: view,
    cluster,
    dialer,
    clock,
    random,
    log: silentLog,
  });
  return {
    pool,
    store,
    cluster,
    workers,
    scheduler,
    accepted,
    loseAnswers: (names) => void lost.push(...names),
    async until(work, most = 30_000) {
      let settled = false;
      const done = () => {
        settled = true;
      };
      work.then(done, done);
      for (let passed = 0; !settled; passed += 50) {
        if (passed > most) throw new Error(`not settled within ${most} virtual ms`);
        await scheduler.advance(50);
      }
      return work;
    },
  };
}

export const warehouse = (org: string, kind: WarehouseRow['kind'] = 'memory'): WarehouseRow => ({
  org,
  database: org,
  kind,
  options: {},
  state: 'ready',
});

export const noSignal = new AbortController().signal;
