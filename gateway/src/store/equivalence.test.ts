import { type Clock, Failure, leasedStates, workerStates } from '@brooder/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { realClock, realRandom } from '../seams/index.ts';
import { createMemoryStore } from './memory/memory-store.ts';
import { openPostgresStore } from './postgres/postgres-store.ts';
import { clearRows, startTestPostgres, type TestConnection, type TestPostgres } from './postgres/test-postgres.ts';
import type { Store } from './store.ts';

let postgres: TestPostgres;
let connection: TestConnection;
let real: Store;
beforeAll(async () => {
  postgres = await startTestPostgres();
  connection = await postgres.freshDatabase();
  real = await openPostgresStore({ connection, clock: realClock, random: realRandom });
});
afterAll(async () => {
  await real.close();
  await postgres.stop();
});

type Command = (store: Store) => Promise<unknown>;

// Few names, so that commands meet each other.
const org = fc.constantFrom('ducks', 'geese', 'ghosts');
const worker = fc.constantFrom('w1', 'w2', 'w3', 'w4');
const claimId = fc.constantFrom('c1', 'c2', 'c3', 'c4', 'c5');
const sessionId = fc.constantFrom('s1', 's2', 's3', 's4', 's5');
const instance = fc.constantFrom('g1', 'g2');
const pool = fc.constantFrom('small', 'small', 'small', 'large');
const epoch = fc.constantFrom(0n, 1n, 1n);
const state = fc.constantFrom(...workerStates);
/** Zero is true of every row and a day of none, so that the real store's clock does not matter. */
const age = fc.constantFrom(0, 86_000_000);

const command: fc.Arbitrary<{ text: string; run: Command }> = fc.oneof(
  map(
    'insertSpawning',
    fc.tuple(worker, pool, fc.option(fc.integer({ min: 0, max: 3 }))),
    ([id, pool, warmTarget]) =>
      (s) =>
        s.insertSpawning(
          { id, pool, instance: 'g1', maxSessions: 2, templateHash: 'h', role: 'Dual' },
          { maxWorkers: 3, ...(warmTarget !== null && { warmTarget }) },
        ),
  ),
  map(
    'ready',
    worker,
    (workerId) => (s) => s.transition({ workerId, from: ['spawning'], to: 'idle', epoch: 0n, host: 'h', port: 1 }),
  ),
  map(
    'claim',
    fc.tuple(pool, org, claimId, instance, fc.integer({ min: 0, max: 2 })),
    ([pool, org, claimId, instance, cap]) =>
      (s) =>
        s.claim({ pool, org, claimId, instance, maxWorkersPerOrg: cap }),
  ),
  map('heat', worker, (workerId) => async (s) => {
    await s.transition({ workerId, from: ['reserved'], to: 'activating', epoch: 1n });
    return s.transition({ workerId, from: ['activating'], to: 'hot', epoch: 1n });
  }),
  map(
    'transition',
    fc.tuple(worker, fc.subarray([...workerStates]), state, epoch),
    ([workerId, from, to, epoch]) =>
      (s) =>
        s.transition({ workerId, from, to, epoch, reason: `to ${to}` }),
  ),
  map(
    'insertSession',
    fc.tuple(sessionId, worker, org, instance, epoch, fc.nat(2)),
    ([id, workerId, org, instance, epoch, key]) =>
      (s) =>
        s.insertSession(
          {
            id,
            workerId,
            org,
            instance,
            user: 'u',
            database: 'd',
            protocol: 'flight',
            remote: 'r',
            application: '',
            ...(key > 0 && { cancelPid: key, cancelSecret: id }),
          },
          epoch,
        ),
  ),
  map('removeSession', sessionId, (id) => (s) => s.removeSession(id)),
  map('removeSessionsOfWorker', worker, (id) => (s) => s.removeSessionsOfWorker(id)),
  map('heartbeatInstance', instance, (id) => (s) => s.heartbeatInstance(id, 'active')),
  map('expireInstances', age, (ageMs) => (s) => s.expireInstances(ageMs)),
  map('removeInstance', instance, (id) => (s) => s.removeInstance(id)),
  map('forgetRetired', age, (ageMs) => (s) => s.forgetRetired(ageMs)),
  map('recordHeartbeat', fc.subarray(['w1', 'w2', 'w9']), (ids) => (s) => s.recordHeartbeat(ids)),
  map(
    'setOrgSuspended',
    fc.tuple(org, fc.boolean()),
    ([id, suspended]) =>
      (s) =>
        s.setOrgSuspended(id, suspended),
  ),
  map(
    'putUser',
    fc.tuple(org, fc.constantFrom('create', 'replace')),
    ([org, mode]) =>
      (s) =>
        s.putUser({ org, name: 'alice', verifier: mode }, mode),
  ),
  map(
    'putWarehouse',
    fc.tuple(org, fc.constantFrom('pond', 'lake')),
    ([org, database]) =>
      (s) =>
        s.putWarehouse({ org, database, kind: 'memory', options: {}, state: 'ready' }),
  ),
  map(
    'applySeed',
    fc.tuple(org, org, fc.constantFrom('pond', 'lake'), fc.boolean(), fc.boolean()),
    ([made, org, database, secret, onlyIfEmpty]) =>
      (s) =>
        s.applySeed(
          {
            orgs: [{ id: made }],
            users: [{ org, name: 'alice', verifier: 'seed' }],
            warehouses: [
              {
                org,
                database,
                kind: 'memory',
                options: {},
                state: 'ready',
                ...(secret && { secrets: { gcsSecret: { namespace: 'n', name: 's', key: 'k' } } }),
              },
            ],
          },
          { onlyIfEmpty },
        ),
  ),
);

function map<T>(
  name: string,
  values: fc.Arbitrary<T>,
  make: (value: T) => Command,
): fc.Arbitrary<{ text: string; run: Command }> {
  const show = (value: T) => JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? `${v}n` : v));
  return values.map((value) => ({
    text: `${name}(${show(value)})`,
    run: make(value),
    // What a failing run prints instead of functions.
    [fc.toStringMethod]: () => `${name}(${show(value)})`,
  }));
}

/** Everything a caller can see, without what differs by clock. */
async function observed(store: Store): Promise<unknown> {
  return plain([
    await store.orgs(),
    await Promise.all(['ducks', 'geese'].map((id) => Promise.all([store.users(id), store.warehouseOfOrg(id)]))),
    await store.warehouseByDatabase('pond'),
    await store.workers({ states: workerStates }),
    await store.workers({ org: 'ducks', states: leasedStates }),
    await store.workerByClaim('c1'),
    await store.instances(),
    await store.sessions(),
    await store.sessions({ instance: 'g1' }),
    await store.sessionByCancelKey(1, 's1'),
  ]);
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return 'a date';
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      /AgeMs$|^ageMs$/.test(key) ? (inner as number) >= 0 : plain(inner),
    ]),
  );
}

const outcomeOf = (work: Promise<unknown>) =>
  work.then(plain, (error) => {
    if (error instanceof Failure && error.code !== 'internal') return `refused: ${error.code}`;
    throw error;
  });

/** Each reading is later than the one before, as it is for Postgres. */
function tickingClock(): Clock {
  let now = 0;
  return { ...realClock, now: () => ++now };
}

test('any sequence of calls gives the same answers and rows on Postgres and in memory', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 40 }), async (commands) => {
      await clearRows(connection);
      const memory = createMemoryStore({ clock: tickingClock() });
      for (const store of [real, memory]) {
        await store.createOrg('ducks');
        await store.createOrg('geese', { maxWorkers: 2 });
      }
      for (const { run, text } of commands) {
        expect(await outcomeOf(run(memory)), text).toEqual(await outcomeOf(run(real)));
      }
      expect(await observed(memory)).toEqual(await observed(real));
    }),
    { numRuns: 60 },
  );
});
