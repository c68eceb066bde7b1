import type { StatementKind } from '@brooder/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestEngine, query, readAll } from './engine-fixture.ts';
import type { Engine, EngineConnection } from './index.ts';

let engine: Engine;
let connection: EngineConnection;
beforeAll(async () => {
  engine = await openTestEngine(4 * 1024 ** 3);
  connection = await engine.connect();
  await connection.run("CREATE TABLE t (a INTEGER, b VARCHAR); INSERT INTO t VALUES (1, 'x'), (2, 'y')");
});
afterAll(() => engine.close());

const lossless = { lossless: true };

describe('statements', () => {
  test.each<[string, StatementKind, boolean]>([
    ['FROM t', 'select', true],
    ['VALUES (1)', 'select', true],
    ['SHOW TABLES', 'select', true],
    ['EXPLAIN SELECT 1', 'explain', true],
    ['CALL duckdb_settings()', 'call', true],
    ['CHECKPOINT', 'call', false],
    ['PRAGMA enable_progress_bar', 'other', false],
    ["INSERT INTO t VALUES (3, 'returning')", 'insert', false],
    ['INSERT INTO t VALUES (3, NULL) RETURNING a', 'insert', true],
    ['INSERT INTO t VALUES (3, NULL) RETURNING a::BIGINT AS Count', 'insert', true],
    ['UPDATE t SET a = 2', 'update', false],
    ['DELETE FROM t /* RETURNING a */', 'delete', false],
    ['MERGE INTO t USING (SELECT 1 x) ON t.a = x WHEN MATCHED THEN DELETE', 'merge', false],
    ['CREATE TABLE made (a INTEGER)', 'create', false],
    ['CREATE OR REPLACE TABLE made AS FROM t', 'create-table-as', false],
    ['CREATE VIEW v AS SELECT 1', 'create', false],
    ['ALTER TABLE t ADD COLUMN c INTEGER', 'alter', false],
    ['DROP TABLE t', 'drop', false],
    ['BEGIN', 'transaction', false],
    ['SET threads = 2', 'set', false],
    ["ATTACH ':memory:' AS another", 'attach', false],
    ["COPY t TO '/dev/null'", 'copy', false],
    ['PIVOT t ON b USING sum(a)', 'select', true],
  ])('%s is %s', async (sql, kind, rows) => {
    const statement = await connection.prepare(sql);
    expect([statement.kind, statement.columns !== undefined]).toEqual([kind, rows]);
    await statement.close();
  });

  test('changes are counted, and RETURNING gives rows instead', async () => {
    await connection.run('CREATE TABLE counted (a INTEGER)');
    const outcome = async (sql: string) => {
      const statement = await connection.prepare(sql);
      const result = await statement.execute([], lossless);
      const batch = await result.next();
      const seen = { changed: result.changed, rows: batch?.rows };
      batch?.release();
      await result.close();
      return seen;
    };
    expect(await outcome('INSERT INTO counted FROM range(5)')).toEqual({ changed: 5n, rows: undefined });
    expect(await outcome('UPDATE counted SET a = 9 WHERE a > 2')).toEqual({ changed: 2n, rows: undefined });
    expect(await outcome('DELETE FROM counted WHERE a = 9 RETURNING a')).toEqual({ changed: undefined, rows: 2 });
    expect(await outcome('CREATE TABLE copied AS FROM counted')).toEqual({ changed: 3n, rows: undefined });
    expect(await outcome("COPY counted TO '/dev/null'")).toEqual({ changed: 3n, rows: undefined });
    expect(await outcome('CREATE TABLE empty (a INTEGER)')).toEqual({ changed: undefined, rows: undefined });
  });

  test('a PIVOT runs again over the rows of then', async () => {
    await connection.run("CREATE TABLE p (k VARCHAR, n INTEGER); INSERT INTO p VALUES ('x', 1)");
    const statement = await connection.prepare('PIVOT p ON k USING sum(n)');
    expect(statement.columns?.map((column) => column.name)).toEqual(['x']);
    expect(await readAll(statement)).toEqual([[1n]]);
    await connection.run("INSERT INTO p VALUES ('y', 2)");
    expect(await readAll(statement)).toEqual([[1n, 2n]]);
  });

  test('a type that depends on a parameter is known to be unknown', async () => {
    const statement = await connection.prepare('SELECT $1');
    expect(statement.unresolved).toBe(true);
    expect(() => statement.schema(true)).toThrow(expect.objectContaining({ sqlstate: '42P18' }));
    const result = await statement.execute([{ type: { id: 'DATE' }, value: 1 }], lossless);
    expect(result.columns).toMatchObject([{ type: { id: 'DATE' } }]);
    await result.close();
  });

  test('a table that changed after prepare is read with the types it has', async () => {
    await connection.run('CREATE TABLE turned AS SELECT 1 AS a');
    const statement = await connection.prepare('FROM turned');
    await connection.run("CREATE OR REPLACE TABLE turned AS SELECT 'text' AS a");
    expect(await readAll(statement)).toEqual([['text']]);
  });
});

describe('streaming', () => {
  test('a million rows arrive whole, and an early close leaves the connection usable', async () => {
    const statement = await connection.prepare("SELECT i, 'row ' || i FROM range(1000000) r(i)");
    const first = await statement.execute([], lossless);
    (await first.next())?.release();
    await first.close();
    await expect(first.next()).rejects.toMatchObject({ sqlstate: '55000' });
    const second = await statement.execute([], lossless);
    let rows = 0;
    for (let batch = await second.next(); batch; batch = await second.next()) {
      rows += batch.rows;
      batch.release();
      batch.release();
    }
    expect(rows).toBe(1_000_000);
  });

  test('an early close inside a transaction does not spoil it', async () => {
    await connection.run('BEGIN');
    const statement = await connection.prepare('FROM range(1000000)');
    const result = await statement.execute([], lossless);
    (await result.next())?.release();
    await result.close();
    await connection.run('COMMIT');
  });

  test('a result that another statement ended says so instead of looking complete', async () => {
    const statement = await connection.prepare('FROM range(1000000)');
    const result = await statement.execute([], lossless);
    (await result.next())?.release();
    await connection.rows('SELECT 1');
    await expect(result.next()).rejects.toMatchObject({ sqlstate: '55000' });
  });

  test('an error behind the first rows is an error, not an end', async () => {
    const sql = "SELECT CASE WHEN i = 900000 THEN error('late') ELSE i END FROM range(1000000) r(i)";
    await expect(query(connection, sql)).rejects.toMatchObject({ message: 'late', sqlstate: '22023' });
  });

  test('a batch outlives its result', async () => {
    const statement = await connection.prepare('SELECT 7::INTEGER');
    const result = await statement.execute([], lossless);
    const batch = (await result.next())!;
    await result.close();
    await statement.close();
    expect(batch.columns[0]!.buffers[1]![0]).toBe(7);
    batch.release();
  });
});

describe('the event loop', () => {
  test('an interrupt ends a running statement, and the connection goes on', async () => {
    const running = connection.rows('SELECT count(*) FROM range(10000000000) a(i), range(1000) b(j) WHERE i % 7 = j');
    const ended = expect(running).rejects.toMatchObject({ code: 'cancelled', sqlstate: '57014' });
    // The statement may not have begun yet, and an interrupt before that is lost: as a client would, ask again.
    const asking = setInterval(() => connection.interrupt(), 20);
    await ended;
    clearInterval(asking);
    expect(await connection.rows('SELECT 1')).toEqual([[1]]);
  });

  test('stays free while a statement cannot be interrupted, and other connections go on', async () => {
    const other = await engine.connect();
    const statement = await connection.prepare("SELECT repeat('x', 300000000)");
    let blocked = true;
    const running = statement.execute([], lossless).then(async (result) => {
      const batch = await result.next();
      blocked = false;
      const bytes = batch!.columns[0]!.buffers[2]!.length;
      batch!.release();
      await result.close();
      return bytes;
    });
    let meanwhile = 0;
    while (blocked) {
      await other.rows('SELECT 42');
      meanwhile++;
    }
    expect(await running).toBe(300_000_000);
    // Were any of its long calls on the loop, the loop below could not have gone round while it ran.
    expect(meanwhile).toBeGreaterThan(5);
    await other.close();
  });
});
