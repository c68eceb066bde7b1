import { type DuckType, type EngineValue, timestampInfinity } from '@brooder/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestEngine, query } from './engine-fixture.ts';
import type { Engine, EngineConnection } from './index.ts';

let engine: Engine;
let connection: EngineConnection;
beforeAll(async () => {
  engine = await openTestEngine();
  connection = await engine.connect();
});
afterAll(() => engine.close());

const integer: DuckType = { id: 'INTEGER' };
const text: DuckType = { id: 'VARCHAR' };
const pair: DuckType = {
  id: 'STRUCT',
  fields: [
    { name: 'a', type: integer },
    { name: 'b', type: text },
  ],
};
const cases: [sqlType: string, type: DuckType, values: EngineValue[]][] = [
  ['BOOLEAN', { id: 'BOOLEAN' }, [true, false]],
  ['TINYINT', { id: 'TINYINT' }, [-128, 127]],
  ['SMALLINT', { id: 'SMALLINT' }, [-32768, 32767]],
  ['INTEGER', integer, [-2147483648, 2147483647]],
  ['BIGINT', { id: 'BIGINT' }, [-(2n ** 63n), 2n ** 63n - 1n]],
  ['HUGEINT', { id: 'HUGEINT' }, [-(2n ** 127n), 2n ** 127n - 1n, -1n]],
  ['UTINYINT', { id: 'UTINYINT' }, [0, 255]],
  ['USMALLINT', { id: 'USMALLINT' }, [0, 65535]],
  ['UINTEGER', { id: 'UINTEGER' }, [0, 4294967295]],
  ['UBIGINT', { id: 'UBIGINT' }, [0n, 2n ** 64n - 1n]],
  ['UHUGEINT', { id: 'UHUGEINT' }, [0n, 2n ** 128n - 1n]],
  ['FLOAT', { id: 'FLOAT' }, [0.5, -1.25, Number.POSITIVE_INFINITY]],
  ['DOUBLE', { id: 'DOUBLE' }, [0.1, Number.MAX_VALUE, Number.NEGATIVE_INFINITY]],
  ['DECIMAL(4,1)', { id: 'DECIMAL', width: 4, scale: 1 }, [-9999n, 9999n]],
  ['DECIMAL(18,3)', { id: 'DECIMAL', width: 18, scale: 3 }, [-1n, 10n ** 18n - 1n]],
  ['DECIMAL(38,10)', { id: 'DECIMAL', width: 38, scale: 10 }, [-(10n ** 38n) + 1n, 10n ** 38n - 1n]],
  ['VARCHAR', text, ['', 'duck', 'Ente 🦆 größer als zwölf Zeichen', 'nul\0inside']],
  ['JSON', { id: 'JSON' }, ['{"a":[1,2]}']],
  ['BLOB', { id: 'BLOB' }, [new Uint8Array([]), new Uint8Array([0, 255, 1])]],
  ['BIT', { id: 'BIT' }, ['1', '10101', '0000000011111111']],
  ['UUID', { id: 'UUID' }, ['00000000-0000-0000-0000-000000000000', 'ffeeddcc-bbaa-9988-7766-554433221100']],
  ['DATE', { id: 'DATE' }, [-719162, 0, 20000]],
  ['TIME', { id: 'TIME' }, [0n, 86_399_999_999n]],
  ['TIME_NS', { id: 'TIME_NS' }, [1n, 86_399_999_999_999n]],
  [
    'TIMETZ',
    { id: 'TIMETZ' },
    [
      { micros: 3_600_000_000n, offsetSeconds: 7200 },
      { micros: 1n, offsetSeconds: -57599 },
    ],
  ],
  ['TIMESTAMP', { id: 'TIMESTAMP' }, [0n, -1n, timestampInfinity.positive, timestampInfinity.negative]],
  ['TIMESTAMP_S', { id: 'TIMESTAMP_S' }, [1_700_000_000n]],
  ['TIMESTAMP_MS', { id: 'TIMESTAMP_MS' }, [1_700_000_000_123n]],
  ['TIMESTAMP_NS', { id: 'TIMESTAMP_NS' }, [1_700_000_000_123_456_789n]],
  ['TIMESTAMPTZ', { id: 'TIMESTAMPTZ' }, [1_700_000_000_123_456n]],
  ['INTERVAL', { id: 'INTERVAL' }, [{ months: -1, days: 2, micros: 3_000_001n }]],
  ['BIGNUM', { id: 'BIGNUM' }, [0n, 10n ** 60n, -(10n ** 60n)]],
  ["ENUM('sad','happy')", { id: 'ENUM', values: ['sad', 'happy'] }, ['happy', 'sad']],
  ['INTEGER[]', { id: 'LIST', child: integer }, [[], [1, null, 3]]],
  ['VARCHAR[][]', { id: 'LIST', child: { id: 'LIST', child: text } }, [[['a'], [], null]]],
  ['INTEGER[2]', { id: 'ARRAY', child: integer, size: 2 }, [[1, null]]],
  [
    'STRUCT(a INTEGER, b VARCHAR)',
    pair,
    [
      [1, 'x'],
      [null, null],
    ],
  ],
  [
    'MAP(VARCHAR, INTEGER)',
    { id: 'MAP', key: text, value: integer },
    [
      [
        ['a', 1],
        ['b', null],
      ],
      [],
    ],
  ],
];

describe.each(cases)('%s', (sqlType, type, values) => {
  test('comes back as it was bound, also as null', async () => {
    for (const value of [...values, null]) {
      const rows = await query(connection, `SELECT $1::${sqlType} AS v`, [{ type, value }]);
      expect(rows).toEqual([[value]]);
    }
  });

  test('is described with its own type, before and after execution', async () => {
    const statement = await connection.prepare(`SELECT NULL::${sqlType} AS v`);
    expect(statement.columns).toEqual([{ name: 'v', type }]);
    for (const lossless of [true, false]) {
      const result = await statement.execute([], { lossless });
      expect(result.columns).toEqual(statement.columns);
      expect(result.schema).toEqual(statement.schema(lossless));
      await result.close();
    }
    await statement.close();
  });

  test('goes from one table to another as Arrow batches, nulls and chunk borders included', async () => {
    await connection.run(`CREATE OR REPLACE TABLE source (i INTEGER, v ${sqlType})`);
    await connection.run(`CREATE OR REPLACE TABLE target (i INTEGER, v ${sqlType})`);
    for (const [i, value] of [...values, null].entries()) {
      const bound = [{ type, value }];
      await query(connection, `INSERT INTO source SELECT ${i}, $1::${sqlType}`, bound);
    }
    await connection.run(`INSERT INTO source SELECT r.i, v FROM source, range(100, 2400) r(i)`);
    const other = await engine.connect();
    const statement = await other.prepare('SELECT * FROM source ORDER BY ALL');
    const result = await statement.execute([], { lossless: true });
    const appender = await connection.appender({ table: 'target' });
    for (let batch = await result.next(); batch; batch = await result.next()) {
      await appender.append(result.schema, batch);
      batch.release();
    }
    const expected = BigInt((values.length + 1) * 2301);
    expect(await appender.finish()).toBe(expected);
    await other.close();
    const difference = 'SELECT count(*) FROM (FROM source EXCEPT ALL FROM target)';
    expect(await connection.rows(difference)).toEqual([[0n]]);
    expect(await connection.rows('SELECT count(*) FROM target')).toEqual([[expected]]);
  });
});

test('timestamps carry the zone of the session, in both exports', async () => {
  await connection.run("SET TimeZone = 'Asia/Tokyo'");
  const statement = await connection.prepare('SELECT [now()] AS zoned');
  for (const lossless of [true, false]) {
    const type = statement.schema(lossless).fields[0]!.children[0]!.type;
    expect(type).toEqual({ kind: 'timestamp', unit: 'microsecond', timeZone: 'Asia/Tokyo' });
  }
});

test('a tenant who changes Arrow settings does not change the layout', async () => {
  await connection.run("SET produce_arrow_string_view = true; SET arrow_output_version = '1.4'");
  await connection.run('SET arrow_large_buffer_size = true');
  expect(await query(connection, "SELECT 'a text of more than twelve bytes', [1]")).toEqual([
    ['a text of more than twelve bytes', [1]],
  ]);
});
