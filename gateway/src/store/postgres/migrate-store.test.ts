import { createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { realClock, realRandom } from '../../seams/index.ts';
import { type MigrateStoreOptions, migrateStore } from './migrate-store.ts';
import { migrations } from './migrations/index.ts';
import { runSql, startTestPostgres, type TestConnection, type TestPostgres } from './test-postgres.ts';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());

const run = (connection: MigrateStoreOptions['connection'], more: Partial<MigrateStoreOptions> = {}) =>
  migrateStore({ connection, clock: realClock, random: realRandom, waitMs: 20_000, ...more });
const newest = migrations.length;

test('an empty database gets every migration, once, and the next call applies nothing', async () => {
  const connection = await postgres.freshDatabase();
  const reports = await Promise.all([run(connection), run(connection)]);
  const applied = reports.flatMap((report) => report.applied);
  expect(applied).toEqual(migrations.map(({ number, name }) => ({ number, name })));
  await expect(run(connection)).resolves.toEqual({ applied: [], schema: newest });
});

test('a server that comes later is waited for, and the reason is told once', async () => {
  const connection = await postgres.freshDatabase();
  const reasons: string[] = [];
  const missing = `${connection.database}_late`;
  const waiting = run({ ...connection, database: missing }, { onWait: (reason) => void reasons.push(reason) });
  await expect.poll(() => reasons).toHaveLength(1);
  await runSql(connection, `create database ${missing}`);
  await expect(waiting).resolves.toMatchObject({ schema: newest });
  expect(reasons).toEqual([expect.stringContaining('the database does not exist')]);
});

test.each([0, 300])('nobody at the address is told with the address after %d ms', async (waitMs) => {
  const holder = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => holder.once('listening', resolve));
  const { port } = holder.address() as { port: number };
  await new Promise((resolve) => holder.close(resolve));
  await expect(run({ url: `postgres://me:hunter2@127.0.0.1:${port}/x` }, { waitMs })).rejects.toMatchObject({
    code: 'configStoreUnavailable',
    message: expect.stringMatching(`ECONNREFUSED.*127\\.0\\.0\\.1:${port}, after ${waitMs}ms`),
  });
});

test('a server that accepts and never answers does not hold the call longer than the wait', async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  const { port } = silent.address() as { port: number };
  const begin = performance.now();
  await expect(run({ url: `postgres://me@127.0.0.1:${port}/x` }, { waitMs: 300 })).rejects.toMatchObject({
    code: 'configStoreUnavailable',
    message: expect.stringContaining('no answer'),
  });
  expect(performance.now() - begin).toBeLessThan(5_000);
  for (const socket of sockets) socket.destroy();
  silent.close();
});

test('a password that the URL lacks comes from PGPASSWORD, and a wrong one fails at once without waiting', async () => {
  const connection = await postgres.freshDatabase();
  await runSql(connection, `create role migrator login superuser password 'right'`);
  await askForPasswordOf(connection, 'migrator');
  const url = `postgres://migrator@/${connection.database}?host=${encodeURIComponent(connection.host)}&port=${connection.port}`;
  vi.stubEnv('PGPASSWORD', 'wrong');
  const waited: string[] = [];
  await expect(run({ url }, { onWait: (reason) => void waited.push(reason) })).rejects.toMatchObject({
    code: 'configStoreUnavailable',
    message: expect.stringContaining('it refuses the password'),
  });
  expect(waited).toEqual([]);
  vi.stubEnv('PGPASSWORD', 'right');
  await expect(run({ url })).resolves.toMatchObject({ schema: newest });
  vi.unstubAllEnvs();
});

/** The test server trusts everybody; from here on it asks `role` for its password. */
async function askForPasswordOf(connection: TestConnection, role: string): Promise<void> {
  const [{ hba_file: file } = { hba_file: '' }] = await runSql<{ hba_file: string }>(connection, 'show hba_file');
  const lines = `values (1, 'local all ${role} scram-sha-256'), (2, 'local all all trust')`;
  await runSql(connection, `copy (select line from (${lines}) t(n, line) order by n) to '${file}'`);
  await runSql(connection, 'select pg_reload_conf()');
  const refused = () =>
    runSql({ ...connection, user: role }, 'select 1').then(
      () => false,
      () => true,
    );
  await expect.poll(refused).toBe(true);
}
