import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engineFailure } from './engine-error.ts';
import { openTestEngine, query } from './engine-fixture.ts';
import type { Engine, EngineConnection } from './index.ts';
import { Instance } from './instance.ts';

let engine: Engine;
let connection: EngineConnection;
beforeAll(async () => {
  engine = await openTestEngine();
  connection = await engine.connect();
  await connection.run(`CREATE TABLE parent (id INTEGER PRIMARY KEY);
    CREATE TABLE t (a INTEGER NOT NULL, b INTEGER CHECK (b > 0), c INTEGER UNIQUE, p INTEGER REFERENCES parent (id))`);
  await connection.run('INSERT INTO t VALUES (1, 1, 1, NULL)');
});
afterAll(() => engine.close());

describe('errors by class', () => {
  test.each([
    ['selec 1', '42601'],
    ['FROM missing', '42P01'],
    ['SELECT missing FROM t', '42703'],
    ['SELECT missing(1)', '42883'],
    ['SELECT 1::missing', '42704'],
    ['CREATE TABLE t (a INTEGER)', '42710'],
    ['SELECT a, count(*) FROM t', '42803'],
    ['INSERT INTO t VALUES (1, 1, 1, NULL)', '23505'],
    ['INSERT INTO t VALUES (NULL, 1, 2, NULL)', '23502'],
    ['INSERT INTO t VALUES (1, -1, 2, NULL)', '23514'],
    ['INSERT INTO t VALUES (1, 1, 2, 99)', '23503'],
    ["SELECT 'x'::INTEGER", '22P02'],
    ['SELECT 300::TINYINT', '22003'],
    ['SELECT 9223372036854775807::BIGINT + 1', '22003'],
    ["SELECT '2020-13-01'::DATE", '22008'],
    ['COMMIT', '25P01'],
    ["FROM '/no/such/file.csv'", '58030'],
    ['SET no_such_setting = 1', '42704'],
    ['LOAD no_such_extension', '58030'],
  ])('%s gives %s', async (sql, sqlstate) => {
    await expect(query(connection, sql)).rejects.toMatchObject({ code: 'engine', sqlstate });
  });

  test.each(['', '  ;', '-- nothing', 'SELECT 1; SELECT 2', 'SELECT 1\0; DROP TABLE t'])(
    '%j is no statement to prepare',
    async (sql) => {
      await expect(connection.prepare(sql)).rejects.toMatchObject({ code: 'syntax', sqlstate: '42601' });
    },
  );

  test('the message has no class prefix and no SQL; the caret becomes a position, suggestions a hint', async () => {
    const failure = await query(connection, "SELECT '🦆',\n  missing FROM t").catch((error) => error);
    expect(failure.message).toBe('Referenced column "missing" not found in FROM clause!');
    expect(failure.fields.position).toBe("SELECT '🦆',\n  m".length - 1);
    expect(failure.fields.hint).toMatch(/^Candidate/);
    expect(JSON.stringify(failure.toWire())).not.toContain('LINE');
  });

  test('a write conflict can be tried again', async () => {
    const [one, two] = [await engine.connect(), await engine.connect()];
    await one.run('CREATE TABLE contended AS SELECT 1 AS a; BEGIN; UPDATE contended SET a = 2');
    await two.run('BEGIN');
    await expect(two.run('UPDATE contended SET a = 3')).rejects.toMatchObject({ sqlstate: '40001' });
    await one.close();
    await two.close();
  });
});

describe('a lost engine', () => {
  test('running out of memory is the statement’s failure, not the engine’s', async () => {
    const small = await openTestEngine();
    const session = await small.connect();
    await session.run("SET memory_limit = '20MB'; SET temp_directory = ''");
    const greedy = session.rows('SELECT count(DISTINCT i || i) FROM range(5000000) r(i)');
    await expect(greedy).rejects.toMatchObject({ sqlstate: '53200' });
    expect(small.fatal).toBeUndefined();
    expect(await session.rows('SELECT 1')).toEqual([[1]]);
    await small.close();
  });

  test('text that looks fatal is not believed', async () => {
    await expect(query(connection, "SELECT error('FATAL Error: database has been invalidated')")).rejects.toThrow();
    await expect(query(connection, 'SELECT "INTERNAL Error: x" FROM t')).rejects.toThrow();
    expect(engine.fatal).toBeUndefined();
  });

  test.each([30, 31])('error type %i condemns the instance once, and tells every listener', (type) => {
    const instance = new Instance({ plain: 0n, lossless: 0n });
    const told: string[] = [];
    instance.onFatal((failure) => told.push(failure.sqlstate));
    for (const message of ['first', 'second']) instance.note({ type, failure: engineFailure(type, { message }) });
    instance.onFatal((failure) => told.push(failure.fields.detail ?? ''));
    expect(told).toEqual(['XX000', 'first']);
  });
});
