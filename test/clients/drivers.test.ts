import { rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningBrooder, startBrooder } from '../running-brooder/index.ts';
import { missingTool, pgJdbcJar, pgxProgram, programs, python, run } from './toolchain.ts';

/** Airports with most long flights; the figures were read with DuckDB's own command on the Parquet file. */
const query =
  'select origin, count(*) as n, avg(delay) as d from flights where distance > $1 group by 1 order by 2 desc, 1 limit 3';

/** One value of each common type; psycopg_client.py compares with the same values as Python objects. */
const typesQuery = `select true, 32000::int2, '-2147483648'::int4, 9223372036854775807::int8, 1.5::float4, (-0.1)::float8,
  12345678901234567890.123456::decimal(38,6), 'Ünï''cödé', date '2001-02-28', timestamp '2001-02-28 23:59:59.123456',
  timestamptz '2001-02-28 12:00:00+00', '0b2ad3e0-5e4c-4bbd-a55a-2b7a4f1a2a1c'::uuid, '\\x00\\xFF\\x10'::blob, [1, null, 3], null`;

let brooder: RunningBrooder;
let expected: [string, number, number][];

beforeAll(async () => {
  brooder = await startBrooder();
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const duck = await (await DuckDBInstance.create()).connect();
  const file = 'node_modules/vega-datasets/data/flights-3m.parquet';
  const sql = query.replace('flights', `'${file}'`).replace('$1', '2000');
  const rows = (await duck.runAndReadAll(sql)).getRows();
  duck.closeSync();
  expected = rows.map(([origin, n, delay]) => [String(origin), Number(n), Number(delay)]);
});
afterAll(() => brooder?.stop());

const at = () => [brooder.addresses.pg.host, String(brooder.addresses.pg.port)] as const;
const near = (rows: [string, number, number][]) =>
  rows.map(([origin, n, delay]) => [origin, n, expect.closeTo(delay, 9)]);

describe('psycopg 3', () => {
  test.skipIf(missingTool('python3'))('connects, binds, reads text and binary', async () => {
    const out = JSON.parse(
      await run(await python(), [join(programs, 'psycopg_client.py'), ...at(), query, typesQuery]),
    );
    expect(out).toEqual({
      tls: true,
      query_text: near(expected),
      query_binary: near(expected),
      prepared: [0, 2, 4, 6, 8],
      sqlstate: '42P01',
      pipeline: [1, 2],
      wrong_password: true,
    });
  });
});

describe('ADBC for Python', () => {
  test.skipIf(missingTool('python3'))('gives the same table as Arrow, binds, writes and lists', async () => {
    const { host, port } = brooder.addresses.flight;
    const sql = query.replace('$1', '2000');
    const out = JSON.parse(await run(await python(), [join(programs, 'adbc_client.py'), host, String(port), sql]));
    expect(out).toMatchObject({
      columns: ['origin', 'n', 'd'],
      rows: near(expected),
      all: 3_000_000,
      written: [
        [1, 'a'],
        [2, 'b'],
      ],
      ingested: [3, 2],
      tables: ['flights'],
      schema: ['date', 'delay', 'distance', 'origin', 'destination'],
      wrong_password: true,
    });
    expect(out.parameter).toBeGreaterThan(0);
    expect(out.table_types).toContain('BASE TABLE');
    expect(out.error).toMatch(/Error$/);
  });
});

describe('pgx', () => {
  test.skipIf(missingTool('go'))('connects, binds, reads text and binary', async () => {
    const program = await pgxProgram();
    try {
      const out = JSON.parse(await run(program, [...at(), query]));
      const rows = expected.map(([Origin, Count, Delay]) => ({ Origin, Count, Delay: expect.closeTo(Delay, 9) }));
      expect(out).toEqual({
        binary: rows,
        text: rows,
        described: rows,
        prepared: 20,
        batch: 3,
        sqlstate: '42P01',
        wrong_password: '28P01',
      });
    } finally {
      rmSync(program, { force: true });
    }
  });
});

describe('pgjdbc', () => {
  test.skipIf(missingTool('java') ?? missingTool('mvn'))(
    'connects, binds, reads text and binary, fetches in portions',
    async () => {
      const jar = await pgJdbcJar();
      const out = JSON.parse(await run('java', ['-cp', jar, join(programs, 'PgJdbcClient.java'), ...at(), query]));
      expect(out).toEqual({
        query_text: near(expected),
        query_binary: near(expected),
        fetched: 25_000,
        sqlstate: '42P01',
        wrong_password: '28P01',
      });
    },
  );
});

describe('node-postgres', () => {
  const login = () => ({
    ...brooder.addresses.pg,
    user: 'postgres',
    password: 'postgres',
    database: 'brooder',
    ssl: { rejectUnauthorized: false },
  });

  test('connects, binds, reads text and binary', async () => {
    const client = new pg.Client(login());
    await client.connect();
    try {
      const { rows } = await client.query({ text: query, values: [2000], rowMode: 'array' });
      expect(rows.map(([origin, n, delay]) => [origin, Number(n), delay])).toEqual(near(expected));
      // The driver reads binary values through UTF-8, so only bytes below 128 come through it whole.
      const binary = await client.query({
        text: 'select $1::int4 as i, true as b',
        values: [65],
        binary: true,
      } as pg.QueryConfig);
      expect(binary.rows).toEqual([{ i: 65, b: true }]);
      const bytes = Buffer.from([0, 255, 16, 128]);
      expect((await client.query('select $1::bytea as b', [bytes])).rows[0].b).toEqual(bytes);
      await expect(client.query('select * from no_such_table')).rejects.toMatchObject({ code: '42P01' });
    } finally {
      await client.end();
    }
  });

  test('a wrong password is refused with 28P01', async () => {
    await expect(new pg.Client({ ...login(), password: 'wrong' }).connect()).rejects.toMatchObject({ code: '28P01' });
  });
});
