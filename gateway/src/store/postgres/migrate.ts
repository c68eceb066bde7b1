import { failures } from '@brooder/contracts';
import type { ClientBase } from 'pg';

export interface Migration {
  /** Position, from 1, without gaps. */
  number: number;
  /** Versions of Brooder with the same major share a database. */
  major: number;
  name: string;
  sql: string;
}

/** Any number that no other program locks; these are the letters "brooder" as bytes. */
const lockKey = '27710150034187634';

/**
 * Brings the schema up to date: one transaction under one lock, so that gateways that start together run each migration once, and a
 * failed one leaves nothing. Migrations of a later version with the same major are accepted: that is a rollout or its rollback.
 *
 * @returns the migrations that this call applied, in order
 * @throws configStoreUnavailable  the database belongs to a later major
 */
export async function migrate(client: ClientBase, migrations: readonly Migration[]): Promise<Migration[]> {
  const known = Math.max(...migrations.map((migration) => migration.major));
  if (await isCurrent(client, migrations, known)) return [];
  await client.query('begin');
  try {
    await client.query('select pg_advisory_xact_lock($1)', [lockKey]);
    await client.query('create schema if not exists brooder');
    await client.query(`create table if not exists brooder.brooder_schema_migrations (
      number integer primary key, major integer not null, name text not null,
      applied_at timestamptz not null default clock_timestamp())`);
    const applied = await appliedNumbers(client, known);
    const missing = migrations.filter((migration) => !applied.has(migration.number));
    for (const migration of missing) {
      await client.query(migration.sql);
      await client.query('insert into brooder.brooder_schema_migrations (number, major, name) values ($1, $2, $3)', [
        migration.number,
        migration.major,
        migration.name,
      ]);
    }
    await client.query('commit');
    return missing;
  } catch (thrown) {
    // The connection may be what failed; then the server rolls back by itself.
    await client.query('rollback').catch(() => {});
    throw thrown;
  }
}

/** The usual start: nothing to do, and no lock to wait for. */
async function isCurrent(client: ClientBase, migrations: readonly Migration[], known: number): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(
    `select to_regclass('brooder.brooder_schema_migrations') is not null there`,
  );
  if (!rows[0]?.there) return false;
  const applied = await appliedNumbers(client, known);
  return migrations.every((migration) => applied.has(migration.number));
}

async function appliedNumbers(client: ClientBase, known: number): Promise<Set<number>> {
  const { rows } = await client.query<{ number: number; major: number }>(
    'select number, major from brooder.brooder_schema_migrations',
  );
  const later = rows.find((row) => row.major > known);
  if (later) {
    throw failures.configStoreUnavailable({
      reason: `its schema has major version ${later.major} and this brooder knows ${known}; run a version that knows it`,
    });
  }
  return new Set(rows.map((row) => row.number));
}
