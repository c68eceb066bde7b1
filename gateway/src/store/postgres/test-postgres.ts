import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../embedded-postgres/index.ts';
import { realClock } from '../../seams/index.ts';

export type TestConnection = EmbeddedPostgres['connection'];

export interface TestPostgres {
  server: EmbeddedPostgres;
  /** An empty database of its own for each caller. */
  freshDatabase(): Promise<TestConnection>;
  stop(): Promise<void>;
}

/** A real Postgres for one test file, about 0.5 s to start. Works as root and as any user with a passwd entry. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const directory = mkdtempSync(join(tmpdir(), 'brooder-test-'));
  // The server may run as another user than this test, who must pass through.
  chmodSync(directory, 0o755);
  const silent = { info() {}, warn() {}, error() {} };
  const server = await startEmbeddedPostgres({ dataDir: join(directory, 'pg'), clock: realClock, log: silent });
  // A test run that is broken off must not leave a server behind.
  const lastResort = () => process.kill(server.pid(), 'SIGQUIT');
  process.once('exit', lastResort);
  // Nothing here survives a power cut anyway, and many suites share one disk.
  await runSql(server.connection, 'alter system set fsync = off');
  await runSql(server.connection, 'select pg_reload_conf()');
  let made = 0;
  return {
    server,
    async freshDatabase() {
      const database = `test_${++made}`;
      await runSql(server.connection, `create database ${database}`);
      return { ...server.connection, database };
    },
    async stop() {
      process.off('exit', lastResort);
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Takes every row out of a migrated database; quicker than another database. History refuses it, except to a replica's role. */
export async function clearRows(connection: TestConnection): Promise<void> {
  await runSql(
    connection,
    `do $$ begin
       set local session_replication_role = replica;
       delete from brooder.org_users; delete from brooder.managed_warehouses; delete from brooder.orgs;
       delete from brooder.sessions; delete from brooder.worker_records; delete from brooder.worker_history;
       delete from brooder.cp_instances;
     end $$`,
  );
}

/** One statement on a connection of its own. */
export async function runSql<R extends object>(
  connection: TestConnection,
  text: string,
  values: unknown[] = [],
): Promise<R[]> {
  const client = new Client(connection);
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<R>(text, values)).rows;
  } finally {
    await client.end();
  }
}
