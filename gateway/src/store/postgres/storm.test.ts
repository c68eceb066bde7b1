import { makeId } from '@brooder/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { realClock, realRandom } from '../../seams/index.ts';
import type { SessionRow, Store, WorkerRow } from '../store.ts';
import { openPostgresStore } from './postgres-store.ts';
import { runSql, startTestPostgres, type TestConnection, type TestPostgres } from './test-postgres.ts';

const gateways = 4;
const orgs = Array.from({ length: 6 }, (_, i) => `org${i}`);
const maxSessions = 3;
const maxWorkers = 16;
const maxWorkersPerOrg = 2;

let postgres: TestPostgres;
let connection: TestConnection;
let stores: Store[];
beforeAll(async () => {
  postgres = await startTestPostgres();
  connection = await postgres.freshDatabase();
  const options = { connection, clock: realClock, random: realRandom, maxConnections: 4 };
  stores = await Promise.all(Array.from({ length: gateways }, () => openPostgresStore(options)));
  for (const org of orgs) await stores[0]!.createOrg(org);
});
afterAll(async () => {
  for (const store of stores) await store.close();
  await postgres.stop();
});

/** What a rival may do first: each of these is an answer, not a fault. */
const fair = async <T>(work: Promise<T>): Promise<T | undefined> => {
  try {
    return await work;
  } catch (error) {
    if ((error as { code?: string }).code === 'fenced') return undefined;
    throw error;
  }
};

test('many gateways claiming, opening, closing and draining at once break no rule and wait in no circle', async () => {
  const claimedBy = new Map<string, string>();
  const until = realClock.now() + 2_000;

  async function client(store: Store, instance: string): Promise<void> {
    while (realClock.now() < until) {
      const org = orgs[Math.floor(realRandom.fraction() * orgs.length)]!;
      const outcome = await fair(
        store.claim({ pool: 'small', org, claimId: makeId(realClock, realRandom), instance, maxWorkersPerOrg }),
      );
      if (outcome?.outcome === 'claimed') {
        const { id, epoch } = outcome.worker;
        // A second claim of the same worker would be found here: ids are never used again.
        expect(claimedBy.get(id) ?? org).toBe(org);
        expect(epoch).toBe(1n);
        claimedBy.set(id, org);
        await fair(store.transition({ workerId: id, from: ['reserved'], to: 'activating', epoch }));
        await fair(store.transition({ workerId: id, from: ['activating'], to: 'hot', epoch }));
      }
      if (outcome?.outcome === 'hot') await useWorker(store, instance, org, outcome.worker);
    }
  }

  async function useWorker(store: Store, instance: string, org: string, worker: WorkerRow): Promise<void> {
    const id = makeId(realClock, realRandom);
    const row: Omit<SessionRow, 'ageMs'> = {
      id,
      org,
      user: 'u',
      database: 'd',
      protocol: 'pg',
      workerId: worker.id,
      instance,
      remote: 'r',
      application: 'a',
    };
    if (!(await store.insertSession(row, worker.epoch))) return;
    if (realRandom.fraction() < 0.7) await store.removeSession(id);
    if (realRandom.fraction() < 0.1) await store.removeSessionsOfWorker(worker.id);
  }

  async function janitor(store: Store, instance: string): Promise<void> {
    while (realClock.now() < until) {
      const id = makeId(realClock, realRandom);
      const row = { id, pool: 'small', instance, maxSessions, templateHash: 'h', role: 'Dual' } as const;
      const started = await store.insertSpawning(row, { maxWorkers, warmTarget: 4 });
      if (started === 'inserted') await store.transition({ workerId: id, from: ['spawning'], to: 'idle', epoch: 0n });
      await store.heartbeatInstance(instance, 'active');
      const workers = await store.workers();
      await store.recordHeartbeat(workers.map((worker) => worker.id).reverse());
      for (const { id: workerId, epoch, state } of workers) {
        if (state === 'hot' && realRandom.fraction() < 0.2) {
          await fair(store.transition({ workerId, from: ['hot'], to: 'draining', epoch }));
        }
        if (state === 'draining') await fair(store.transition({ workerId, from: ['draining'], to: 'retired', epoch }));
      }
      await store.forgetRetired(200);
      if (realRandom.fraction() < 0.05) await store.expireInstances(0);
    }
  }

  async function auditor(): Promise<void> {
    while (realClock.now() < until) {
      const [seen] = await runSql<{ living: number; full: number; perorg: number }>(
        connection,
        `select
           (select count(*)::int from brooder.worker_records where state not in ('lost', 'retired')) living,
           (select max(sessions) from brooder.workers) full,
           (select max(n)::int from (select count(*) n from brooder.worker_records
             where state in ('reserved', 'activating', 'hot') group by org) counted) perorg`,
      );
      expect(seen!.living).toBeLessThanOrEqual(maxWorkers);
      expect(seen!.full ?? 0).toBeLessThanOrEqual(maxSessions);
      expect(seen!.perorg ?? 0).toBeLessThanOrEqual(maxWorkersPerOrg);
    }
  }

  await Promise.all([
    ...stores.flatMap((store, i) => [
      ...Array.from({ length: 4 }, () => client(store, `g${i}`)),
      janitor(store, `g${i}`),
    ]),
    auditor(),
  ]);
  // Enough must have happened for the rules to mean something.
  expect(claimedBy.size).toBeGreaterThan(10);
  const [history] = await runSql<{ orgs: number }>(
    connection,
    `select max(n)::int orgs from (select count(distinct org) n from brooder.worker_history where org is not null group by worker_id) x`,
  );
  expect(history!.orgs).toBe(1);
});
