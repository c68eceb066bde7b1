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
