import { type DuckType, type EngineValue, Failure, type PgFormat } from '@brooder/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elementOids, oids } from '../types/index.ts';
import { decodeParameter } from './index.ts';

const simple = (id: string) => ({ id }) as DuckType;
const list = (child: DuckType): DuckType => ({ id: 'LIST', child });
const decimal = (width: number, scale: number): DuckType => ({ id: 'DECIMAL', width, scale });
const unknown = simple('UNKNOWN');
const integer = simple('INTEGER');
const varchar = simple('VARCHAR');
const fromText = (text: string, oid: number, target: DuckType) => decodeParameter(Buffer.from(text), 0, oid, target);
const fromHex = (hex: string, oid: number, target: DuckType = unknown) =>
  decodeParameter(Buffer.from(hex, 'hex'), 1, oid, target);

type TextCase = [text: string, type: DuckType, value: EngineValue];
const texts: TextCase[] = [
  ...['t', 'TRUE', 'y', 'yes', 'on', '1', ' tr '].map((text): TextCase => [text, simple('BOOLEAN'), true]),
  ...['f', 'false', 'n', 'NO', 'off', 'of', '0'].map((text): TextCase => [text, simple('BOOLEAN'), false]),
  [' -128 ', simple('TINYINT'), -128],
  ['+7', integer, 7],
  ['9223372036854775807', simple('BIGINT'), 9223372036854775807n],
  ['18446744073709551615', simple('UBIGINT'), 18446744073709551615n],
  ['-170141183460469231731687303715884105728', simple('HUGEINT'), -(2n ** 127n)],
  ['1e3', simple('DOUBLE'), 1000],
  ['-Infinity', simple('DOUBLE'), Number.NEGATIVE_INFINITY],
  ['NaN', simple('FLOAT'), Number.NaN],
  ['0.1', simple('FLOAT'), Math.fround(0.1)],
  ['1.005', decimal(4, 2), 101n],
  ['-1.005', decimal(4, 2), -101n],
  ['.5', decimal(4, 2), 50n],
  ['1.2e2', decimal(5, 1), 1200n],
  ['grün', varchar, 'grün'],
  ['{"a":1}', simple('JSON'), '{"a":1}'],
  ['b', { id: 'ENUM', values: ['a', 'b'] }, 'b'],
  ['\\x00fF', simple('BLOB'), Uint8Array.of(0, 255)],
  ['a\\\\b\\001', simple('BLOB'), Uint8Array.of(0x61, 0x5c, 0x62, 1)],
  ['0101', simple('BIT'), '0101'],
  ['{00112233-4455-6677-8899-AABBCCDDEEFF}', simple('UUID'), '00112233-4455-6677-8899-aabbccddeeff'],
  ['00112233445566778899aabbccddeeff', simple('UUID'), '00112233-4455-6677-8899-aabbccddeeff'],
  ['1970-01-02', simple('DATE'), 1],
  ['2000-02-29', simple('DATE'), 11016],
  ['0001-01-01 BC', simple('DATE'), -719528],
  ['20240101', simple('DATE'), 19723],
  ['infinity', simple('DATE'), 2147483647],
  ['04:05', simple('TIME'), 14_700_000_000n],
  ['24:00:00', simple('TIME'), 86_400_000_000n],
  ['00:00:01.123456789', simple('TIME_NS'), 1_123_456_789n],
  ['01:02:03+05:30', simple('TIMETZ'), { micros: 3_723_000_000n, offsetSeconds: 19_800 }],
  ['1970-01-01 00:00:01.5', simple('TIMESTAMP'), 1_500_000n],
  ['1970-01-01T00:00:01.5Z', simple('TIMESTAMP'), 1_500_000n],
  ['1969-12-31 23:59:59.9999999', simple('TIMESTAMP'), 0n],
  ['1969-12-31 23:59:59.999999', simple('TIMESTAMP'), -1n],
  ['infinity', simple('TIMESTAMP'), 9223372036854775807n],
  ['-infinity', simple('TIMESTAMP'), -9223372036854775807n],
  ['1970-01-01 00:00:01', simple('TIMESTAMP_S'), 1n],
  ['1970-01-01 00:00:01.123456789', simple('TIMESTAMP_NS'), 1_123_456_789n],
  ['1970-01-01 05:30:00+05:30', simple('TIMESTAMPTZ'), 0n],
  ['1970-01-01 00:00:00-08', simple('TIMESTAMPTZ'), 28_800_000_000n],
  ['2024-07-01 14:00:00 Europe/Berlin', simple('TIMESTAMPTZ'), 1_719_835_200_000_000n],
  ['1970-01-01 00:00:00', simple('TIMESTAMPTZ'), 0n],
  ['1 year 2 mons -3 days +04:05:06.789', simple('INTERVAL'), { months: 14, days: -3, micros: 14_706_789_000n }],
  ['P1Y2M3DT4H5M6.5S', simple('INTERVAL'), { months: 14, days: 3, micros: 14_706_500_000n }],
  ['1 day 02:03', simple('INTERVAL'), { months: 0, days: 1, micros: 7_380_000_000n }],
  ['1.5 months', simple('INTERVAL'), { months: 1, days: 15, micros: 0n }],
  ['@ 1 hour ago', simple('INTERVAL'), { months: 0, days: 0, micros: -3_600_000_000n }],
  ['-00:00:01', simple('INTERVAL'), { months: 0, days: 0, micros: -1_000_000n }],
  ['{1,NULL,3}', list(integer), [1, null, 3]],
  [' { "a b" , x y , "NULL" , null, "q\\"\\\\" } ', list(varchar), ['a b', 'x y', 'NULL', null, 'q"\\']],
  ['{}', list(integer), []],
  ['[0:1]={1,2}', list(integer), [1, 2]],
  [
    '{{1,2},{3,4}}',
    list(list(integer)),
    [
      [1, 2],
      [3, 4],
    ],
  ],
  ['{1,2,3}', { id: 'ARRAY', child: integer, size: 3 }, [1, 2, 3]],
];

describe('text', () => {
  test.each(texts)('%j without a declared type is read by the target %#', (text, type, value) => {
    expect(fromText(text, 0, type)).toEqual({ type, value });
  });

  test.each<[string, DuckType, string]>([
    ['maybe', simple('BOOLEAN'), '22P02'],
    ['', integer, '22P02'],
    ['1.5', integer, '22P02'],
    ['2147483648', integer, '22003'],
    ['-1', simple('UBIGINT'), '22003'],
    ['1e400', simple('DOUBLE'), '22003'],
    ['1e-400', simple('DOUBLE'), '22003'],
    ['0x10', simple('DOUBLE'), '22P02'],
    ['100', decimal(4, 2), '22003'],
    ['9'.repeat(200_000), simple('BIGNUM'), '22003'],
    ['1e99999', decimal(38, 0), '22003'],
    ['{"a"', simple('JSON'), '22P02'],
    ['c', { id: 'ENUM', values: ['a'] }, '22P02'],
    ['\\x0', simple('BLOB'), '22P02'],
    ['\\9', simple('BLOB'), '22P02'],
    ['012', simple('BIT'), '22P02'],
    ['0011-2233', simple('UUID'), '22P02'],
    ['2023-02-29', simple('DATE'), '22003'],
    ['tomorrow', simple('DATE'), '22P02'],
    ['25:00', simple('TIME'), '22003'],
    ['2024-01-01 00:00 Mars/Base', simple('TIMESTAMPTZ'), '22P02'],
    ['999999-01-01', simple('TIMESTAMP'), '22003'],
    ['1 fortnight', simple('INTERVAL'), '22P02'],
    ['999999999999 years', simple('INTERVAL'), '22003'],
    ['{1,2', list(integer), '22P02'],
    ['{1,}', list(integer), '22P02'],
    ['{1}x', list(integer), '22P02'],
    ['{'.repeat(100_000), list(integer), '22P02'],
    ['{1,2}', { id: 'ARRAY', child: integer, size: 3 }, '22P02'],
  ])('text %# is refused with the SQLSTATE of PostgreSQL', (text, type, sqlstate) => {
    expect(() => fromText(text, 0, type)).toThrowError(expect.objectContaining({ sqlstate }));
  });

  test('bytes that are no UTF-8, and NUL, are refused', () => {
    for (const bytes of [Buffer.from([0xc3, 0x28]), Buffer.from('a\0b')])
      expect(() => decodeParameter(bytes, 0, 0, varchar)).toThrowError(expect.objectContaining({ sqlstate: '22021' }));
  });
});

describe('the type of the answer', () => {
  test.each<[string, number, DuckType, DuckType, EngineValue]>([
    ['5', oids.int4, simple('BIGINT'), simple('BIGINT'), 5n],
    ['5', oids.int8, integer, integer, 5],
    ['5000000000', oids.int8, integer, simple('BIGINT'), 5000000000n],
    ['5', oids.int4, decimal(9, 2), decimal(9, 2), 500n],
    ['5', oids.int4, simple('DOUBLE'), simple('DOUBLE'), 5],
    ['5', oids.int4, varchar, integer, 5],
    ['1.50', oids.numeric, decimal(9, 3), decimal(9, 3), 1500n],
    ['1.505', oids.numeric, decimal(9, 2), decimal(4, 3), 1505n],
    ['2.0', oids.numeric, integer, integer, 2],
    ['1.5', oids.numeric, simple('DOUBLE'), simple('DOUBLE'), 1.5],
    ['1.5', oids.numeric, unknown, decimal(2, 1), 15n],
    ['NaN', oids.numeric, unknown, simple('DOUBLE'), Number.NaN],
    ['1.5', oids.float8, integer, simple('DOUBLE'), 1.5],
    ['2', oids.float8, integer, integer, 2],
    ['0.1', oids.float8, simple('FLOAT'), simple('DOUBLE'), 0.1],
    ['12', oids.text, integer, integer, 12],
    ['abc', oids.varchar, integer, varchar, 'abc'],
    ['abc', 0, unknown, varchar, 'abc'],
    ['abc', 999_999, varchar, varchar, 'abc'],
    ['12', oids.unknown, integer, integer, 12],
    ['1970-01-02', oids.date, simple('TIMESTAMP'), simple('TIMESTAMP'), 86_400_000_000n],
    ['1970-01-02 00:00', oids.timestamp, simple('DATE'), simple('DATE'), 1],
    ['1970-01-02 00:01', oids.timestamp, simple('DATE'), simple('TIMESTAMP'), 86_460_000_000n],
    ['1970-01-01 00:00:01', oids.timestamp, simple('TIMESTAMP_NS'), simple('TIMESTAMP_NS'), 1_000_000_000n],
    ['{1,2}', 1007, list(simple('BIGINT')), list(simple('BIGINT')), [1n, 2n]],
    ['{1,2}', 1007, unknown, list(integer), [1, 2]],
    ['{1.5,22.25}', 1231, unknown, list(decimal(4, 2)), [150n, 2225n]],
    ['{{1},{2}}', 1007, unknown, list(list(integer)), [[1], [2]]],
    ['(1,2)', 0, { id: 'STRUCT', fields: [] }, varchar, '(1,2)'],
    ['[1, 2]', 0, list(integer), varchar, '[1, 2]'],
  ])('%j as oid %d for %j is %j', (text, oid, target, type, value) => {
    expect(fromText(text, oid, target)).toEqual({ type, value });
  });

  test('NULL has the target, the type of the oid, or VARCHAR', () => {
    expect(decodeParameter(null, 1, oids.int4, simple('BIGINT'))).toEqual({ type: simple('BIGINT'), value: null });
    expect(decodeParameter(null, 0, oids.int4, unknown)).toEqual({ type: integer, value: null });
    expect(decodeParameter(null, 0, 0, unknown)).toEqual({ type: varchar, value: null });
  });
});

describe('binary', () => {
  // Hex from PostgreSQL 18's send functions.
  test.each<[string, number, DuckType, EngineValue]>([
    ['01', oids.bool, simple('BOOLEAN'), true],
    ['8000', oids.int2, simple('SMALLINT'), -32768],
    ['fffffffe', oids.int4, integer, -2],
    ['8000000000000000', oids.int8, simple('BIGINT'), -(2n ** 63n)],
    ['3fc00000', oids.float4, simple('FLOAT'), 1.5],
    ['c0140000431bde83', oids.float8, simple('DOUBLE'), -5.000001],
    ['000500040000000007341a5802e103bb064f', oids.numeric, decimal(20, 0), 18446744073709551615n],
    ['0001fff7400000240001', oids.numeric, decimal(36, 36), -1n],
    ['000200004000000200011388', oids.numeric, decimal(3, 2), -150n],
    ['00000000c0000000', oids.numeric, simple('DOUBLE'), Number.NaN],
    ['0001ac3f', oids.date, simple('DATE'), 120_588],
    ['80000000', oids.date, simple('DATE'), -2147483647],
    ['000000036c966ee0', oids.time, simple('TIME'), 14_706_700_000n],
    ['00000000dde878c000007080', oids.timetz, simple('TIMETZ'), { micros: 3_723_000_000n, offsetSeconds: -28_800 }],
    ['fffca2fec4c81c18', oids.timestamp, simple('TIMESTAMP'), -1000n],
    ['8000000000000000', oids.timestamptz, simple('TIMESTAMPTZ'), -9223372036854775807n],
    [
      '000000036c97ca88000000030000000e',
      oids.interval,
      simple('INTERVAL'),
      { months: 14, days: 3, micros: 14_706_789_000n },
    ],
    ['00000009cc80', oids.varbit, simple('BIT'), '110011001'],
    ['00ff', oids.bytea, simple('BLOB'), Buffer.from([0, 255])],
    ['017b7d', oids.jsonb, simple('JSON'), '{}'],
    ['6162', oids.varchar, varchar, 'ab'],
    ['000000000000000000000017', 1007, list(integer), []],
    ['00000001000000010000001700000002000000010000000400000001ffffffff', 1007, list(integer), [1, null]],
  ])('%s of oid %d is %j', (hex, oid, type, value) => {
    expect(fromHex(hex, oid)).toEqual({ type, value });
  });

  test('without an oid the target gives the form', () => {
    expect(fromHex('00000005', 0, integer)).toEqual({ type: integer, value: 5 });
    expect(fromHex('6162', 0)).toEqual({ type: varchar, value: 'ab' });
  });

  test.each<[string, number, string]>([
    ['0000', oids.int4, '22P03'],
    ['', oids.bool, '22P03'],
    ['0002000000000000', oids.numeric, '22P03'],
    ['00010000123400000001', oids.numeric, '22P03'],
    ['00017fff000000000001', oids.numeric, '22003'],
    ['7ffffffe', oids.date, '22003'],
    ['000000050000', oids.varbit, '22P03'],
    ['027b7d', oids.jsonb, '22P03'],
    ['000000017fffffff', 1007, '22P03'],
    ['0000000100000000000000177fffffff00000001', 1007, '22P03'],
    ['00', 600, '0A000'],
  ])('%s of oid %d is refused', (hex, oid, sqlstate) => {
    expect(() => fromHex(hex, oid)).toThrowError(expect.objectContaining({ sqlstate }));
  });
});

test('any bytes, format, oid and target end in a value or in a Failure', () => {
  const anyOid = fc.constantFrom(0, 999_999, ...Object.values(oids), ...elementOids.keys());
  const targets = [...texts.map(([, type]) => type), unknown];
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc
      .string({ unit: fc.constantFrom(...'0123456789-+:. {},"\\PTYMDHSebcntrue/'), maxLength: 40 })
      .map((text) => Buffer.from(text)),
  );
  fc.assert(
    fc.property(
      bytes,
      fc.constantFrom<PgFormat>(0, 1),
      anyOid,
      fc.constantFrom(...targets),
      (value, format, oid, target) => {
        try {
          decodeParameter(value, format, oid, target);
        } catch (thrown) {
          if (!(thrown instanceof Failure)) throw thrown;
        }
      },
    ),
    { numRuns: 20_000 },
  );
});
