import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pgCatalogFunctions, pgCatalogRelations, pgRegTypes } from '@brooder/contracts';
import { oids } from '@brooder/pgwire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestEngine } from '../engine/engine-fixture.ts';
import type { Engine, EngineConnection } from '../engine/index.ts';
import { attachPgCatalog, userVariable } from './index.ts';

let directory: string;
let engine: Engine;
let connection: EngineConnection;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'brooder-pg-catalog-test-'));
  engine = await openTestEngine();
  connection = await engine.connect();
  await attachPgCatalog(connection, engine.version, directory);
  await connection.run(`ATTACH ':memory:' AS ducks; USE ducks; SET VARIABLE ${userVariable} = 'ana';
    CREATE TYPE mood AS ENUM ('it''s fine', 'loud');
    CREATE TABLE t ("Odd ""name" integer PRIMARY KEY, e mood, l mood[], n decimal(7,3)[], u utinyint, h hugeint, s struct(a int));
    CREATE INDEX odd ON t ("Odd ""name", (u + 1));
    CREATE SCHEMA lake; CREATE TABLE lake.t (i integer);
    CREATE TEMP TABLE scratch (i integer PRIMARY KEY)`);
});
afterAll(async () => {
  await connection?.close();
  await engine?.close();
  await rm(directory, { recursive: true, force: true });
});

const rows = (sql: string) => connection.rows(sql);
const column = async (sql: string) => (await rows(sql)).map(([value]) => value);

test('every relation the gateway sends here exists', async () => {
  for (const name of pgCatalogRelations) await rows(`SELECT * FROM shim.pg.${name} LIMIT 1`);
});

test('every function the gateway sends here exists', async () => {
  const regFunctions = [...pgRegTypes].flatMap((type) => [`${type}_in`, `${type}_out`]);
  // A hidden database is in no listing, so each is looked for by the error of a call that fits none.
  for (const name of [...pgCatalogFunctions, ...regFunctions]) {
    const found = await rows(`SELECT shim.pg.${name}(1, 2, 3, 4, 5, 6)`).then(
      () => '',
      (error: Error) => error.message,
    );
    expect(found, name).not.toContain('does not exist');
  }
});

test('no listing shows the catalog database, and no session can change it', async () => {
  for (const listing of ['duckdb_databases()', 'duckdb_views()', 'duckdb_tables()', 'information_schema.tables'])
    expect(
      JSON.stringify(await rows(`SELECT ${listing.includes('.') ? 'table_catalog' : 'database_name'} FROM ${listing}`)),
    ).not.toContain('shim');
  await expect(connection.run('CREATE OR REPLACE VIEW shim.pg.pg_roles AS SELECT 1')).rejects.toThrow('read-only');
});

test('columns have the types that rows are sent with', async () => {
  expect(
    await rows(`SELECT attname, shim.pg.format_type(atttypid, atttypmod), attnotnull FROM shim.pg.pg_attribute
      WHERE attrelid = shim.pg.regclass_in('t') ORDER BY attnum`),
  ).toEqual([
    ['Odd "name', 'integer', true],
    ['e', 'mood', false],
    ['l', 'mood[]', false],
    ['n', 'numeric(7,3)[]', false],
    ['u', 'smallint', false],
    ['h', 'numeric', false],
    ['s', 'record', false],
  ]);
  expect(await column('SELECT oid FROM shim.pg.pg_type')).toEqual(
    expect.arrayContaining(Object.values(oids).map(BigInt)),
  );
});

test('index definitions keep odd names and expressions', async () => {
  expect(await column(`SELECT shim.pg.pg_get_indexdef(shim.pg.regclass_in('odd'))`)).toEqual([
    'CREATE INDEX odd ON main.t USING btree ("Odd ""name", ((u + 1)))',
  ]);
  expect(await rows(`SELECT indkey FROM shim.pg.pg_index WHERE indexrelid = shim.pg.regclass_in('odd')`)).toEqual([
    [[1, 0]],
  ]);
});

test('a temporary table stands in pg_temp with its key', async () => {
  expect(
    await rows(`SELECT n.nspname, c.relpersistence, shim.pg.pg_get_constraintdef(k.oid) FROM shim.pg.pg_class c
      JOIN shim.pg.pg_namespace n ON n.oid = c.relnamespace JOIN shim.pg.pg_constraint k ON k.conrelid = c.oid
      WHERE c.relname = 'scratch'`),
  ).toEqual([['pg_temp', 't', 'PRIMARY KEY (i)']]);
});

test('names are found along the search path, and shown with their schema when they are not in it', async () => {
  expect(
    await rows(`SELECT shim.pg.regclass_out(shim.pg.regclass_in('t')), shim.pg.regclass_out(shim.pg.regclass_in('lake.t')),
      shim.pg.regclass_in('T') = shim.pg.regclass_in('main.t'), shim.pg.to_regclass('geese'), shim.pg.regclass_in('pg_catalog.pg_class')`),
  ).toEqual([['t', 'lake.t', true, null, 1259n]]);
  await expect(rows(`SELECT shim.pg.regclass_in('geese')`)).rejects.toThrow('relation "geese" does not exist');
});

test('an argument may have the name of any column', async () => {
  expect(
    await column(`SELECT shim.pg.pg_get_userbyid(relowner) || shim.pg.format_type(oid, NULL) || shim.pg.pg_table_is_visible(oid)
      FROM (SELECT 10 AS relowner, 23 AS oid, 't' AS name, 1 AS sql_name) t WHERE shim.pg.format_type(t.oid, NULL) = 'integer'`),
  ).toEqual([null]);
  expect(await column(`SELECT shim.pg.format_type(oid, NULL) FROM (SELECT 23 AS oid, 25 AS shim_oid) t`)).toEqual([
    'integer',
  ]);
});

test('the file one worker made serves the next, unless it is damaged or somebody else could have written it', async () => {
  const [name] = await readdir(directory);
  const file = path.join(directory, name!);
  const made = await stat(file);
  const attachAgain = async () => {
    const other = await openTestEngine();
    const session = await other.connect();
    try {
      await attachPgCatalog(session, other.version, directory);
      expect(await session.rows('SELECT rolname FROM shim.pg.pg_roles')).toEqual([['brooder']]);
    } finally {
      await session.close();
      await other.close();
    }
    expect(await readdir(directory)).toEqual([name]);
    return (await stat(file)).ino;
  };
  expect(await attachAgain()).toBe(made.ino);
  await chmod(file, 0o666);
  const second = await attachAgain();
  expect(second).not.toBe(made.ino);
  await writeFile(file, 'damaged');
  expect((await stat(file)).ino).toBe(second);
  await attachAgain();
  expect((await stat(file)).size).toBeGreaterThan(1000);
});
