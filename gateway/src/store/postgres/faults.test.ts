import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { realClock, realRandom } from '../../seams/index.ts';
import type { Store } from '../store.ts';
import { openPostgresStore } from './postgres-store.ts';
import { runSql, startTestPostgres, type TestConnection, type TestPostgres } from './test-postgres.ts';

/** Stands between store and server, and spoils what passes. */
interface SpoiledLine {
  connection: TestConnection;
  /** `cut-answer`: the next answer is lost with its connection, after the server has committed. `silent`: answers never arrive. */
  mode: 'pass' | 'cut-answer' | 'silent';
  close(): void;
}

async function spoiledLine(target: TestConnection): Promise<SpoiledLine> {
  const sockets = new Set<Socket>();
  const line: SpoiledLine = { connection: target, mode: 'pass', close: () => {} };
  const server: Server = createServer((near) => {
    const far = connect(join(target.host, `.s.PGSQL.${target.port}`));
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (bytes) => far.write(bytes));
    far.on('data', (bytes) => {
      if (line.mode === 'pass') near.write(bytes);
      if (line.mode === 'cut-answer') {
        line.mode = 'pass';
        near.destroy();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as { port: number };
  line.connection = { ...target, host: '127.0.0.1', port: address.port };
  line.close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return line;
}

let postgres: TestPostgres;
let direct: TestConnection;
let line: SpoiledLine;
let store: Store;
const outcomes: string[] = [];
beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  direct = await postgres.freshDatabase();
  line = await spoiledLine(direct);
  outcomes.length = 0;
  store = await openPostgresStore({
    connection: line.connection,
    clock: realClock,
    random: realRandom,
    callTimeoutMs: 400,
    onCall: (method, _, outcome) => outcomes.push(`${method} ${outcome}`),
  });
  await store.createOrg('ducks');
  for (const id of ['w1', 'w2', 'w3']) {
    await store.insertSpawning(
      { id, pool: 'small', instance: 'g', maxSessions: 2, templateHash: 'h', role: 'Dual' },
      { maxWorkers: 9 },
    );
    await store.transition({ workerId: id, from: ['spawning'], to: 'idle', epoch: 0n });
  }
  outcomes.length = 0;
});
afterEach(async () => {
  line.close();
  await store.close();
});

const claim = { pool: 'small', org: 'ducks', claimId: 'c1', instance: 'g', maxWorkersPerOrg: 3 };

describe('when the answer is lost after the commit', () => {
  test('a claim finds the worker it already took, and takes no second one', async () => {
    line.mode = 'cut-answer';
    await expect(store.claim(claim)).resolves.toMatchObject({ outcome: 'claimed', worker: { epoch: 1n } });
    await expect(store.workers({ states: ['reserved'] })).resolves.toHaveLength(1);
    expect(outcomes[0]).toBe('claim ok');
  });

  test('a move that was made is success, and is in the history once', async () => {
    line.mode = 'cut-answer';
    const move = { workerId: 'w1', from: ['idle'], to: 'draining', epoch: 0n } as const;
    await expect(store.transition(move)).resolves.toMatchObject({ state: 'draining' });
    const history = await runSql(direct, `select 1 from brooder.worker_history where to_state = 'draining'`);
    expect(history).toHaveLength(1);
    await expect(store.transition(move)).rejects.toMatchObject({ code: 'fenced' });
  });

  test('an intent row and a session are written once', async () => {
    line.mode = 'cut-answer';
    const row = { id: 'w4', pool: 'small', instance: 'g', maxSessions: 2, templateHash: 'h', role: 'Dual' } as const;
    await expect(store.insertSpawning(row, { maxWorkers: 4 })).resolves.toBe('inserted');
    await expect(store.workers()).resolves.toHaveLength(4);
  });

  test('what cannot be told apart is reported, not repeated', async () => {
    line.mode = 'cut-answer';
    await expect(store.createOrg('geese')).rejects.toMatchObject({ code: 'configStoreUnavailable' });
    await expect(store.org('geese')).resolves.toBeDefined();
    expect(outcomes).toEqual(['createOrg unavailable', 'org ok']);
  });
});

test('a server that never answers costs one deadline, and the store recovers with it', async () => {
  line.mode = 'silent';
  const started = realClock.now();
  await expect(store.orgs()).rejects.toMatchObject({ code: 'configStoreUnavailable', sqlstate: '57P03' });
  expect(realClock.now() - started).toBeLessThan(2_000);
  line.mode = 'pass';
  await expect(store.orgs()).resolves.toHaveLength(1);
});

test('connections that the server ended are replaced without the caller noticing', async () => {
  await Promise.all([store.orgs(), store.workers()]);
  await runSql(
    direct,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  );
  await expect(store.orgs()).resolves.toHaveLength(1);
  await expect(store.claim(claim)).resolves.toMatchObject({ outcome: 'claimed' });
});

test('a read-only server refuses a claim as unavailable', async () => {
  await runSql(direct, `alter database ${direct.database} set default_transaction_read_only = on`);
  await runSql(
    { ...direct, database: 'postgres' },
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1`,
    [direct.database],
  );
  await expect(store.claim(claim)).rejects.toMatchObject({
    code: 'configStoreUnavailable',
    message: expect.stringContaining('read-only'),
  });
});

test('a lock held by somebody else ends at the deadline', async () => {
  const holder = runSql(direct, `select pg_sleep(0.8) from (select from brooder.orgs for update) locked`);
  await expect
    .poll(() => runSql(direct, `select 1 from pg_stat_activity where wait_event = 'PgSleep'`), { interval: 5 })
    .toHaveLength(1);
  await expect(store.claim(claim)).rejects.toMatchObject({ code: 'configStoreUnavailable' });
  await holder;
  await expect(store.claim(claim)).resolves.toMatchObject({ outcome: 'claimed' });
});

describe('the schema', () => {
  test('of a later major version is refused', async () => {
    await runSql(
      direct,
      `insert into brooder.brooder_schema_migrations (number, major, name) values (900, 2, 'later')`,
    );
    const opening = openPostgresStore({ connection: direct, clock: realClock, random: realRandom });
    await expect(opening).rejects.toMatchObject({
      code: 'configStoreUnavailable',
      message: expect.stringMatching(/major version 2 and this brooder knows 1/),
    });
  });

  test('with a later migration of the same major is accepted: versions run side by side', async () => {
    await runSql(
      direct,
      `insert into brooder.brooder_schema_migrations (number, major, name) values (900, 1, 'later')`,
    );
    const next = await openPostgresStore({ connection: direct, clock: realClock, random: realRandom });
    await expect(next.orgs()).resolves.toHaveLength(1);
    await next.close();
  });

  test('is not there: no server, no user, no database are told apart', async () => {
    const options = { clock: realClock, random: realRandom, callTimeoutMs: 500 };
    const open = (connection: TestConnection) => openPostgresStore({ connection, ...options });
    await expect(open({ ...direct, host: '/nowhere' })).rejects.toMatchObject({
      message: expect.stringContaining('ENOENT'),
    });
    await expect(open({ ...direct, database: 'nope' })).rejects.toMatchObject({
      message: expect.stringContaining('database does not exist'),
    });
    await expect(open({ ...direct, user: 'nobody' })).rejects.toMatchObject({
      message: expect.stringContaining('refuses this user'),
    });
  });
});
