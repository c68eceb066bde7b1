import type { ArrowBatch, ArrowField, DuckType, PgFormat } from '@brooder/contracts';
import { describe, expect, test } from 'vitest';
import { Engine } from './engine-export.fixture.ts';
import { ByteSink, createRowEncoder } from './index.ts';

const engine = new Engine();

/** Values of DataRow messages; each message's lengths are checked against its end. */
function readRows(bytes: Uint8Array): (Buffer | null)[][] {
  const data = Buffer.from(bytes);
  const rows: (Buffer | null)[][] = [];
  for (let at = 0; at < data.length; ) {
    if (data[at] !== 0x44) throw new Error(`no DataRow at ${at}`);
    const end = at + 1 + data.readInt32BE(at + 1);
    const count = data.readUInt16BE(at + 5);
    at += 7;
    const row: (Buffer | null)[] = [];
    for (let column = 0; column < count; column++) {
      const length = data.readInt32BE(at);
      at += 4;
      row.push(length < 0 ? null : data.subarray(at, at + length));
      at += Math.max(length, 0);
    }
    if (at !== end) throw new Error(`a row ends at ${at}, not at ${end}`);
    rows.push(row);
  }
  return rows;
}

function encode(sql: string, types: readonly DuckType[], format: PgFormat, timeZone = 'UTC'): (Buffer | null)[][] {
  const { fields, batches } = engine.export(sql);
  const encoder = createRowEncoder(
    types,
    fields,
    types.map(() => format),
    { timeZone },
  );
  const sink = new ByteSink(64);
  for (const batch of batches) expect(encoder.encode(batch, 0, batch.rows, sink)).toBe(batch.rows);
  return readRows(sink.take());
}

const simple = (id: string) => ({ id }) as DuckType;
const list = (child: DuckType): DuckType => ({ id: 'LIST', child });
const integer = simple('INTEGER');
const decimal = (width: number, scale: number): DuckType => ({ id: 'DECIMAL', width, scale });
const text = simple('VARCHAR');
const pair: DuckType = {
  id: 'STRUCT',
  fields: [
    { name: 'a', type: integer },
    { name: 'b', type: text },
  ],
};

/** SQL expression, its DuckDB type, PostgreSQL's text, PostgreSQL's binary form as hex (absent: the bytes of the text). */
const cases: [sql: string, type: DuckType, text: string, hex?: string][] = [
  ['true', simple('BOOLEAN'), 't', '01'],
  ['false', simple('BOOLEAN'), 'f', '00'],
  ['(-128)::TINYINT', simple('TINYINT'), '-128', 'ff80'],
  ['255::UTINYINT', simple('UTINYINT'), '255', '00ff'],
  ['(-32768)::SMALLINT', simple('SMALLINT'), '-32768', '8000'],
  ['65535::USMALLINT', simple('USMALLINT'), '65535', '0000ffff'],
  ['(-2147483648)::INTEGER', integer, '-2147483648', '80000000'],
  ['1234567890::INTEGER', integer, '1234567890', '499602d2'],
  ['4294967295::UINTEGER', simple('UINTEGER'), '4294967295', '00000000ffffffff'],
  ['(-9223372036854775808)::BIGINT', simple('BIGINT'), '-9223372036854775808', '8000000000000000'],
  ['9007199254740993::BIGINT', simple('BIGINT'), '9007199254740993', '0020000000000001'],
  ['-4294967296::BIGINT', simple('BIGINT'), '-4294967296', 'ffffffff00000000'],
  ['10000000000::BIGINT', simple('BIGINT'), '10000000000', '00000002540be400'],
  ['18446744073709551615::UBIGINT', simple('UBIGINT'), '18446744073709551615', '000500040000000007341a5802e103bb064f'],
  ['0::UBIGINT', simple('UBIGINT'), '0', '0000000000000000'],
  [
    '(-170141183460469231731687303715884105728)::HUGEINT',
    simple('HUGEINT'),
    '-170141183460469231731687303715884105728',
    '000a00094000000000aa0583209a01d5090d0c601c871bf620da1660',
  ],
  ['1::HUGEINT', simple('HUGEINT'), '1', '00010000000000000001'],
  ['340282366920938463463374607431768211455::UHUGEINT', simple('UHUGEINT'), '340282366920938463463374607431768211455'],
  [
    "'-123456789012345678901234567890123456789012345'::BIGNUM",
    simple('BIGNUM'),
    '-123456789012345678901234567890123456789012345',
  ],
  ["'0'::BIGNUM", simple('BIGNUM'), '0', '0000000000000000'],
  ['1.5::FLOAT', simple('FLOAT'), '1.5', '3fc00000'],
  ['0.1::FLOAT', simple('FLOAT'), '0.1', '3dcccccd'],
  ['1e6::FLOAT', simple('FLOAT'), '1e+06', '49742400'],
  ['123456::FLOAT', simple('FLOAT'), '123456', '47f12000'],
  ['16777216::FLOAT', simple('FLOAT'), '1.6777216e+07', '4b800000'],
  ['3.4028235e38::FLOAT', simple('FLOAT'), '3.4028235e+38', '7f7fffff'],
  ['0.000244140625::FLOAT', simple('FLOAT'), '0.00024414062', '39800000'],
  ['96737344::FLOAT', simple('FLOAT'), '9.6737344e+07', '4cb88308'],
  ['0.00001::FLOAT', simple('FLOAT'), '1e-05', '3727c5ac'],
  ["'nan'::FLOAT", simple('FLOAT'), 'NaN', '7fc00000'],
  ['0.1::DOUBLE', simple('DOUBLE'), '0.1', '3fb999999999999a'],
  ['0.1::DOUBLE + 0.2::DOUBLE', simple('DOUBLE'), '0.30000000000000004', '3fd3333333333334'],
  ['123456.789::DOUBLE', simple('DOUBLE'), '123456.789', '40fe240c9fbe76c9'],
  ['-5.000001::DOUBLE', simple('DOUBLE'), '-5.000001', 'c0140000431bde83'],
  ["'-0'::DOUBLE", simple('DOUBLE'), '-0', '8000000000000000'],
  ['1e15::DOUBLE', simple('DOUBLE'), '1e+15', '430c6bf526340000'],
  ['123456789012345::DOUBLE', simple('DOUBLE'), '123456789012345', '42dc12218377de40'],
  ['1e-4::DOUBLE', simple('DOUBLE'), '0.0001', '3f1a36e2eb1c432d'],
  ['1e-5::DOUBLE', simple('DOUBLE'), '1e-05', '3ee4f8b588e368f1'],
  ['1.5e300::DOUBLE', simple('DOUBLE'), '1.5e+300', '7e41eb2d66005835'],
  ['35874834443369792::DOUBLE', simple('DOUBLE'), '3.5874834443369792e+16'],
  ["'infinity'::DOUBLE", simple('DOUBLE'), 'Infinity', '7ff0000000000000'],
  ["'-infinity'::DOUBLE", simple('DOUBLE'), '-Infinity', 'fff0000000000000'],
  ['-1.50::DECIMAL(4,2)', decimal(4, 2), '-1.50', '00020000400000020001' + '1388'],
  ['0.00::DECIMAL(4,2)', decimal(4, 2), '0.00', '0000000000000002'],
  ['0.05::DECIMAL(9,2)', decimal(9, 2), '0.05', '0001ffff0000000201f4'],
  ['12345678.9::DECIMAL(18,3)', decimal(18, 3), '12345678.900', '000300010000000304d2162e2328'],
  [
    '-0.000000000000000000000000000000000001::DECIMAL(38,36)',
    decimal(38, 36),
    '-0.000000000000000000000000000000000001',
    '0001fff7400000240001',
  ],
  ['99999999999999999999999999999999999999::DECIMAL(38,0)', decimal(38, 0), '99999999999999999999999999999999999999'],
  ['10000::DECIMAL(9,0)', decimal(9, 0), '10000', '00010001000000000001'],
  ["'grün'", text, 'grün'],
  ["''", text, ''],
  ["repeat('x', 100)", text, 'x'.repeat(100)],
  [`'{"a": 1}'::JSON`, simple('JSON'), '{"a": 1}'],
  ["'b'::ENUM('a', 'b')", { id: 'ENUM', values: ['a', 'b'] }, 'b'],
  ["'\\x00\\xFFa'::BLOB", simple('BLOB'), '\\x00ff61', '00ff61'],
  ["'0101011'::BIT", simple('BIT'), '0101011', '0000000756'],
  ["'1'::BIT", simple('BIT'), '1', '0000000180'],
  ["'110011001'::BIT", simple('BIT'), '110011001', '00000009cc80'],
  [
    "'00112233-4455-6677-8899-AABBCCDDEEFF'::UUID",
    simple('UUID'),
    '00112233-4455-6677-8899-aabbccddeeff',
    '00112233445566778899aabbccddeeff',
  ],
  ["DATE '2000-01-01'", simple('DATE'), '2000-01-01', '00000000'],
  ["DATE '1969-12-31'", simple('DATE'), '1969-12-31', 'ffffd532'],
  ["DATE '2300-02-28'", simple('DATE'), '2300-02-28', '0001ac3f'],
  ["'10000-01-01'::DATE", simple('DATE'), '10000-01-01', '002c95d4'],
  ["'0044-03-15 (BC)'::DATE", simple('DATE'), '0044-03-15 BC', 'fff49d7b'],
  ["'infinity'::DATE", simple('DATE'), 'infinity', '7fffffff'],
  ["'-infinity'::DATE", simple('DATE'), '-infinity', '80000000'],
  ["TIME '04:05:06.7'", simple('TIME'), '04:05:06.7', '000000036c966ee0'],
  ["TIME '24:00:00'", simple('TIME'), '24:00:00', '000000141dd76000'],
  ["'00:00:01.123456789'::TIME_NS", simple('TIME_NS'), '00:00:01.123456', '0000000000112480'],
  ["'01:02:03+05:30'::TIMETZ", simple('TIMETZ'), '01:02:03+05:30', '00000000dde878c0ffffb2a8'],
  ["'01:02:03-08'::TIMETZ", simple('TIMETZ'), '01:02:03-08', '00000000dde878c000007080'],
  ["TIMESTAMP '2000-01-01 00:00:00'", simple('TIMESTAMP'), '2000-01-01 00:00:00', '0000000000000000'],
  ["TIMESTAMP '1999-12-31 23:59:59.999999'", simple('TIMESTAMP'), '1999-12-31 23:59:59.999999', 'ffffffffffffffff'],
  ["TIMESTAMP '2024-02-29 12:34:56.1'", simple('TIMESTAMP'), '2024-02-29 12:34:56.1'],
  ["TIMESTAMP '9999-12-31 23:59:59.999999'", simple('TIMESTAMP'), '9999-12-31 23:59:59.999999'],
  ["TIMESTAMP '290000-01-01 00:00:00.000001'", simple('TIMESTAMP'), '290000-01-01 00:00:00.000001', '7e207da06c5e0001'],
  ["'0044-03-15 (BC) 01:02:03'::TIMESTAMP", simple('TIMESTAMP'), '0044-03-15 01:02:03 BC', 'ff1af9dfca4398c0'],
  ["'infinity'::TIMESTAMP", simple('TIMESTAMP'), 'infinity', '7fffffffffffffff'],
  ["'-infinity'::TIMESTAMP", simple('TIMESTAMP'), '-infinity', '8000000000000000'],
  ["'2000-01-01 00:00:01'::TIMESTAMP_S", simple('TIMESTAMP_S'), '2000-01-01 00:00:01', '00000000000f4240'],
  ["'1969-12-31 23:59:59.999'::TIMESTAMP_MS", simple('TIMESTAMP_MS'), '1969-12-31 23:59:59.999', 'fffca2fec4c81c18'],
  [
    "'2000-01-01 00:00:00.123456789'::TIMESTAMP_NS",
    simple('TIMESTAMP_NS'),
    '2000-01-01 00:00:00.123456',
    '000000000001e240',
  ],
  ["'1969-12-31 23:59:59.999999999'::TIMESTAMP_NS", simple('TIMESTAMP_NS'), '1969-12-31 23:59:59.999999'],
  ["'infinity'::TIMESTAMP_NS", simple('TIMESTAMP_NS'), 'infinity', '7fffffffffffffff'],
  ["'2024-07-01 12:00:00+00'::TIMESTAMPTZ", simple('TIMESTAMPTZ'), '2024-07-01 12:00:00+00'],
  ["'2000-01-01 00:00:01+00'::TIMESTAMPTZ", simple('TIMESTAMPTZ'), '2000-01-01 00:00:01+00', '00000000000f4240'],
  [
    "INTERVAL '1 year 2 months 3 days 04:05:06.789'",
    simple('INTERVAL'),
    '1 year 2 mons 3 days 04:05:06.789',
    '000000036c97ca88000000030000000e',
  ],
  [
    "INTERVAL '-14 months 3 days -1 second'",
    simple('INTERVAL'),
    '-1 years -2 mons +3 days -00:00:01',
    'fffffffffff0bdc000000003fffffff2',
  ],
  ["INTERVAL '0 days'", simple('INTERVAL'), '00:00:00', '00000000000000000000000000000000'],
  ["INTERVAL '100 hours'", simple('INTERVAL'), '100:00:00'],
  [
    '[1, NULL, 3]',
    list(integer),
    '{1,NULL,3}',
    '00000001000000010000001700000003000000010000000400000001ffffffff0000000400000003',
  ],
  ['[]::INTEGER[]', list(integer), '{}', '000000000000000000000017'],
  ["['a b', 'x', '', 'null', 'q\"\\', NULL, '{,}']", list(text), '{"a b",x,"","null","q\\"\\\\",NULL,"{,}"}'],
  ['[true, false]', list(simple('BOOLEAN')), '{t,f}', '000000010000000000000010000000020000000100000001010000000100'],
  [
    '[[1, 2], [3, 4]]',
    list(list(integer)),
    '{{1,2},{3,4}}',
    '00000002000000000000001700000002000000010000000200000001' +
      '00000004000000010000000400000002' +
      '00000004000000030000000400000004',
  ],
  ['array_value(7, 8, 9)', { id: 'ARRAY', child: integer, size: 3 }, '{7,8,9}'],
  ["[TIMESTAMP '2000-01-01']", list(simple('TIMESTAMP')), '{"2000-01-01 00:00:00"}'],
  ["['\\xFF'::BLOB]", list(simple('BLOB')), '{"\\\\xff"}'],
  ["{'a': 1, 'b': 'x y'}", pair, '(1,"x y")', '00000002' + '000000170000000400000001' + '0000001900000003782079'],
  ["{'a': NULL::INTEGER, 'b': ''}", pair, '(,"")', '00000002' + '00000017ffffffff' + '0000001900000000'],
  ["{'a': 1, 'b': 'q\"\\(,)'}", pair, '(1,"q""\\\\(,)")'],
  ["[{'a': 1, 'b': 'x'}]", list(pair), '{"(1,x)"}'],
  ["map {'k\"1': 1, 'k2': NULL}", { id: 'MAP', key: text, value: integer }, '{"k\\"1":1,"k2":null}'],
  ["map {1: ['a', NULL]}", { id: 'MAP', key: integer, value: list(text) }, '{"1":["a",null]}'],
  ["map {'n': {'a': 1, 'b': 'x\ny'}}", { id: 'MAP', key: text, value: pair }, '{"n":{"a":1,"b":"x\\u000ay"}}'],
  ["map {'d': 'nan'::DOUBLE}", { id: 'MAP', key: text, value: simple('DOUBLE') }, '{"d":"NaN"}'],
  ["map {'d': true}", { id: 'MAP', key: text, value: simple('BOOLEAN') }, '{"d":true}'],
  [
    "union_value(s := 'txt')::UNION(n INTEGER, s VARCHAR)",
    {
      id: 'UNION',
      members: [
        { name: 'n', type: integer },
        { name: 's', type: text },
      ],
    },
    'txt',
  ],
];

describe('a value of each type', () => {
  test.each<(typeof cases)[number]>(cases)('%s is PostgreSQL text', (sql, type, expected) => {
    const [row] = encode(`SELECT ${sql}`, [type], 0);
    expect(row![0]!.toString()).toBe(expected);
  });

  const withBinary = cases
    .filter((one) => one[3] !== undefined)
    .map(([sql, type, , hex]) => [sql, type, hex!] as [string, DuckType, string]);
  test.each(withBinary)('%s is PostgreSQL binary', (sql, type, hex) => {
    const [row] = encode(`SELECT ${sql}`, [type], 1);
    expect(row![0]!.toString('hex')).toBe(hex);
  });

  test.each<(typeof cases)[number]>(cases)('%s between NULLs keeps its place, in both formats', (sql, type) => {
    const source = `SELECT v FROM range(3000) t(i) LEFT JOIN (SELECT 1 AS k, ${sql} AS v) ON i % 3 = k ORDER BY i`;
    for (const format of [0, 1] as const) {
      const [[alone]] = encode(`SELECT ${sql}`, [type], format) as [[Buffer]];
      const rows = encode(source, [type], format);
      expect(rows).toHaveLength(3000);
      const wrong = rows.findIndex(([value], i) => (i % 3 === 1 ? !value?.equals(alone) : value !== null));
      expect(wrong).toBe(-1);
    }
  });
});

describe('time zones', () => {
  test.each([
    ['2024-07-01 12:00:00+00', 'Europe/Berlin', '2024-07-01 14:00:00+02'],
    ['2024-01-01 12:00:00+00', 'Europe/Berlin', '2024-01-01 13:00:00+01'],
    ['2024-03-31 00:59:59+00', 'Europe/Berlin', '2024-03-31 01:59:59+01'],
    ['2024-03-31 01:00:00+00', 'Europe/Berlin', '2024-03-31 03:00:00+02'],
    ['2024-01-01 12:00:00+00', 'Asia/Kolkata', '2024-01-01 17:30:00+05:30'],
    ['2024-01-01 00:00:00+00', 'America/St_Johns', '2023-12-31 20:30:00-03:30'],
    ['2024-01-01 00:00:00.5+00', '+05:30', '2024-01-01 05:30:00.5+05:30'],
    ['2024-01-01 00:00:00+00', '-08', '2023-12-31 16:00:00-08'],
    ['1800-01-01 00:00:00+00', 'Europe/Berlin', '1800-01-01 00:53:28+00:53:28'],
    ['2500-07-01 12:00:00+00', 'Europe/Berlin', '2500-07-01 14:00:00+02'],
    ['infinity', 'Europe/Berlin', 'infinity'],
  ])('%s in %s is %s', (moment, zone, expected) => {
    const [row] = encode(`SELECT '${moment}'::TIMESTAMPTZ`, [simple('TIMESTAMPTZ')], 0, zone);
    expect(row![0]!.toString()).toBe(expected);
  });

  test('an unknown zone is refused', () => {
    const field: ArrowField = { name: '', type: { kind: 'null' }, nullable: true, children: [] };
    expect(() => createRowEncoder([integer], [field], [0], { timeZone: 'Mars/Base' })).toThrowError(
      expect.objectContaining({ code: 'invalidRequest', sqlstate: '22023' }),
    );
  });
});

describe('rows', () => {
  test('six mixed columns give the text DuckDB casts to, over batches and NULLs', () => {
    const columns = [
      'i::INTEGER',
      'i * 1000003',
      "'name_' || i",
      "DATE '2020-01-01' + i::INTEGER",
      "TIMESTAMP '2020-01-01' + to_seconds(i)",
    ];
    const types = ['INTEGER', 'BIGINT', 'VARCHAR', 'DATE', 'TIMESTAMP'].map((id) => simple(id));
    const some = columns.map((sql, index) => `CASE WHEN (i + ${index}) % 4 > 0 THEN ${sql} END AS c${index}`);
    const source = `SELECT ${some} FROM range(6000) t(i)`;
    const cast = `SELECT ${columns.map((_, index) => `c${index}::VARCHAR`)} FROM (${source})`;
    const expected = encode(
      cast,
      columns.map(() => text),
      0,
    );
    expect(encode(source, types, 0)).toEqual(expected);
  });

  test('doubles of many sizes read back the same', () => {
    const source = 'SELECT (random() - 0.5) * pow(10, (i % 40) - 20) AS v FROM range(4000) t(i)';
    engine.run(`CREATE OR REPLACE TABLE doubles AS ${source}`);
    const texts = encode('FROM doubles', [simple('DOUBLE')], 0).map(([value]) => Number(value!.toString()));
    const exact = encode('FROM doubles', [simple('DOUBLE')], 1).map(([value]) => value!.readDoubleBE());
    expect(texts).toEqual(exact);
  });

  test('a part of a batch can be encoded, and encoding stops behind a byte limit', () => {
    const { fields, batches } = engine.export('SELECT i::INTEGER AS v FROM range(100) t(i)');
    const encoder = createRowEncoder([integer], fields, [0], { timeZone: 'UTC' });
    const sink = new ByteSink();
    for (const batch of batches) {
      expect(encoder.encode(batch, 10, 13, sink)).toBe(13);
      expect(readRows(sink.take()).map(([value]) => value!.toString())).toEqual(['10', '11', '12']);
      expect(encoder.encode(batch, 50, 100, sink, 30)).toBe(53);
      expect(sink.length).toBe(39);
    }
  });

  test('a sliced array is read from its offset, with a bitmap that does not begin at a byte', () => {
    const field: ArrowField = { name: '', type: { kind: 'int', bits: 32, signed: true }, nullable: true, children: [] };
    const data = new Uint8Array(Int32Array.from([1, 2, 3, 4]).buffer);
    const column = { length: 2, nullCount: -1, offset: 2, buffers: [Uint8Array.of(0b0111), data], children: [] };
    const listField: ArrowField = { name: '', type: { kind: 'list', large: false }, nullable: true, children: [field] };
    const offsets = new Uint8Array(Int32Array.from([0, 1, 1, 2, 2]).buffer);
    const lists = { length: 2, nullCount: 0, offset: 2, buffers: [null, offsets], children: [column] };
    const batch: ArrowBatch = { rows: 2, columns: [column, lists], release() {} };
    const encoder = createRowEncoder([integer, list(integer)], [field, listField], [0, 0], { timeZone: 'UTC' });
    const sink = new ByteSink();
    encoder.encode(batch, 0, 2, sink);
    expect(readRows(sink.take()).map((row) => row.map((value) => value?.toString() ?? null))).toEqual([
      ['3', '{NULL}'],
      [null, '{}'],
    ]);
  });

  test('lists that are no rectangle are text, and are refused as binary', () => {
    const type = list(list(integer));
    const [row] = encode('SELECT [[1, 2], [3], NULL, []]', [type], 0);
    expect(row![0]!.toString()).toBe('{{1,2},{3},NULL,{}}');
    expect(() => encode('SELECT [[1, 2], [3]]', [type], 1)).toThrowError(
      expect.objectContaining({ code: 'unsupported' }),
    );
    expect(encode('SELECT [[]::INTEGER[]]', [type], 1)[0]![0]!.toString('hex')).toBe('000000000000000000000017');
  });

  test('500 columns and a megabyte of text in one row are framed right', () => {
    const many = Array.from({ length: 500 }, (_, index) => `${index}::INTEGER`);
    const [row] = encode(`SELECT ${many}, repeat('y', 1000000)`, [...many.map(() => integer), text], 0);
    expect(row).toHaveLength(501);
    expect(row![499]!.toString()).toBe('499');
    expect(row![500]).toHaveLength(1_000_000);
  });

  test('what the engine exports in an unknown layout is refused when the encoder is made', () => {
    const field: ArrowField = { name: '', type: { kind: 'duration', unit: 'second' }, nullable: true, children: [] };
    expect(() => createRowEncoder([simple('INTERVAL')], [field], [0], { timeZone: 'UTC' })).toThrowError(
      expect.objectContaining({ code: 'unsupported' }),
    );
  });
});
