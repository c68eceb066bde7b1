import { mayMove, type WorkerState, workerStates } from '@brooder/contracts';
import fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realClock, realRandom } from '../../seams/index.ts';
import { openPostgresStore } from './postgres-store.ts';
import { startTestPostgres, type TestPostgres } from './test-postgres.ts';

let postgres: TestPostgres;
let client: Client;
beforeAll(async () => {
  postgres = await startTestPostgres();
  const connection = await postgres.freshDatabase();
  await (await openPostgresStore({ connection, clock: realClock, random: realRandom })).close();
  client = new Client(connection);
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await postgres.stop();
});

let made = 0;
/** A worker put into `state` behind the trigger's back, so that every state can be a beginning. */
async function workerIn(state: WorkerState, org: string | null = 'ducks'): Promise<string> {
  const id = `w${++made}`;
  await client.query('begin');
  await client.query('set local session_replication_role = replica');
  await client.query(
    `insert into brooder.worker_records (id, pool, state, role, epoch, org, max_sessions, template_hash)
     values ($1, 'small', $2, 'Dual', 5, $3, 1, 'hash')`,
    [id, state, org],
  );
  await client.query('commit');
  return id;
}
const sqlStateOf = (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error) => error.code as string,
  );
const historyOf = async (id: string) =>
  (
    await client.query(
      'select from_state, to_state, epoch from brooder.worker_history where worker_id = $1 order by id',
      [id],
    )
  ).rows;

test('hand-written SQL moves a worker along exactly the edges of the table', async () => {
  for (const from of workerStates) {
    for (const to of workerStates) {
      if (from === to) continue;
      const id = await workerIn(from);
      const outcome = await sqlStateOf(
        client.query('update brooder.worker_records set state = $2 where id = $1', [id, to]),
      );
      expect(outcome, `${from} to ${to}`).toBe(mayMove(from, to) ? 'accepted' : 'BR001');
      expect(await historyOf(id)).toHaveLength(mayMove(from, to) ? 1 : 0);
    }
  }
});

test('random walks of raw updates never leave the table, and history is exactly the accepted steps', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...workerStates, 'IDLE', '', 'idle;'), { minLength: 1, maxLength: 12 }),
      async (walk) => {
        const id = await workerIn('spawning');
        let at: string = 'spawning';
        const expected: unknown[] = [];
        for (const to of walk) {
          const outcome = await sqlStateOf(
            client.query('update brooder.worker_records set state = $2 where id = $1', [id, to]),
          );
          const allowed =
            to === at ||
            ((workerStates as readonly string[]).includes(to) && mayMove(at as WorkerState, to as WorkerState));
          expect(outcome).toBe(allowed ? 'accepted' : 'BR001');
          if (allowed && to !== at) {
            expected.push({ from_state: at, to_state: to, epoch: '5' });
            at = to;
          }
        }
        expect(await historyOf(id)).toEqual(expected);
      },
    ),
    { numRuns: 40 },
  );
});

describe('a worker row refuses', () => {
  test.each([
    ['a lower epoch', `update brooder.worker_records set epoch = 4 where id = $1`, 'BR004'],
    ['another org', `update brooder.worker_records set org = 'geese', epoch = 6 where id = $1`, 'BR004'],
    ['losing its org', `update brooder.worker_records set org = null where id = $1`, 'BR004'],
    ['another id', `update brooder.worker_records set id = id || 'x' where id = $1`, 'BR004'],
    ['deletion while it lives', `delete from brooder.worker_records where id = $1`, 'BR004'],
  ])('%s', async (_, text, code) => {
    const id = await workerIn('hot');
    expect(await sqlStateOf(client.query(text, [id]))).toBe(code);
  });

  test('an org without a higher epoch', async () => {
    const id = await workerIn('idle', null);
    const text = `update brooder.worker_records set org = 'ducks', state = 'reserved' where id = $1`;
    expect(await sqlStateOf(client.query(text, [id]))).toBe('BR004');
  });

  test('a beginning in any state but spawning', async () => {
    const text = `insert into brooder.worker_records (id, pool, state, role, max_sessions, template_hash)
      values ('x', 'small', 'hot', 'Dual', 1, 'h')`;
    expect(await sqlStateOf(client.query(text))).toBe('BR004');
  });

  test('a claim id that another worker has', async () => {
    const [one, two] = [await workerIn('hot'), await workerIn('hot')];
    const text = `update brooder.worker_records set claim_id = 'c' where id = $1`;
    expect(await sqlStateOf(client.query(text, [one]))).toBe('accepted');
    expect(await sqlStateOf(client.query(text, [two]))).toBe('23505');
  });
});

test.each([
  'update brooder.worker_history set epoch = 0',
  'delete from brooder.worker_history',
  'truncate brooder.worker_history',
])('history is only added to: %s', async (text) => {
  expect(await sqlStateOf(client.query(text))).toBe('BR004');
});
