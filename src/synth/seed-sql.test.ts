import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localSeed } from '@brooder/constructs';
import {
  migrateStore,
  openPostgresStore,
  realClock,
  realRandom,
  seedTenants,
  startEmbeddedPostgres,
} from '@brooder/gateway';
import { parseVerifier } from '@brooder/pgwire';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { parseSeedFile, readPasswords } from '../seed/index.ts';
import { seedSql } from './seed-sql.ts';

test('the seed loads into a migrated store, a second time changes nothing, and the Job of the same seed neither', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'brooder-seed-'));
  // The server may run as another user than this test, who must pass through.
  chmodSync(folder, 0o755);
  const log = { info() {}, warn() {}, error() {} };
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'pg'), clock: realClock, log });
  const { connection } = postgres;
  const client = new Client(connection);
  try {
    await migrateStore({ connection, clock: realClock, random: realRandom, waitMs: 20_000 });
    await client.connect();
    const read = async () => {
      const tables = ['orgs', 'org_users', 'managed_warehouses'];
      const found: object[][] = [];
      for (const table of tables) {
        found.push((await client.query(`select *, xmin::text from brooder.${table} order by 1, 2`)).rows);
      }
      return found;
    };
    await client.query(seedSql(localSeed));
    const first = await read();
    expect(first.map((rows) => rows.length)).toEqual([2, 2, 2]);
    await client.query(seedSql(localSeed));
    expect(await read()).toEqual(first);

    // The Job of the same seed finds everything there.
    const users = localSeed.users.map(({ name }) => ({ name, passwordEnv: 'LOCAL_PASSWORD' }));
    const text = JSON.stringify({ orgs: localSeed.orgs.map((org) => ({ ...org, users })) });
    const store = await openPostgresStore({ connection, clock: realClock, random: realRandom });
    const plan = readPasswords(parseSeedFile('seed.json', text), { LOCAL_PASSWORD: 'postgres' });
    const report = await seedTenants(store, plan, { onlyIfEmpty: false }).finally(() => store.close());
    expect(report.orgs.map(({ change, warehouse }) => [change, warehouse])).toEqual([
      ['kept', 'kept'],
      ['kept', 'kept'],
    ]);
    expect(await read()).toEqual(first);
  } finally {
    await client.end();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the same seed gives the same bytes, and its verifiers are of the form the gateway reads', () => {
  const text = seedSql(localSeed);
  expect(seedSql(localSeed)).toBe(text);
  const verifiers = text.match(/SCRAM-SHA-256[^']+/g)!;
  expect(verifiers).toHaveLength(2);
  expect(new Set(verifiers).size).toBe(2);
  for (const verifier of verifiers) expect(parseVerifier(verifier).iterations).toBe(4096);
});
