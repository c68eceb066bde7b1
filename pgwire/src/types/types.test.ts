import type { DuckType } from '@brooder/contracts';
import { expect, test } from 'vitest';
import { duckTypeOfOid, expandFormats, pgTypeOf } from './index.ts';

const integer: DuckType = { id: 'INTEGER' };
const list = (child: DuckType): DuckType => ({ id: 'LIST', child });

test.each<[string, DuckType, number, number, number]>([
  ['BOOLEAN', { id: 'BOOLEAN' }, 16, 1, -1],
  ['UTINYINT', { id: 'UTINYINT' }, 21, 2, -1],
  ['USMALLINT', { id: 'USMALLINT' }, 23, 4, -1],
  ['UINTEGER', { id: 'UINTEGER' }, 20, 8, -1],
  ['UBIGINT', { id: 'UBIGINT' }, 1700, -1, -1],
  ['HUGEINT', { id: 'HUGEINT' }, 1700, -1, -1],
  ['DECIMAL(18,3)', { id: 'DECIMAL', width: 18, scale: 3 }, 1700, -1, ((18 << 16) | 3) + 4],
  ['DECIMAL(18,3)[]', list({ id: 'DECIMAL', width: 18, scale: 3 }), 1231, -1, ((18 << 16) | 3) + 4],
  ['VARCHAR', { id: 'VARCHAR' }, 25, -1, -1],
  ['ENUM', { id: 'ENUM', values: ['a'] }, 25, -1, -1],
  ['BIT', { id: 'BIT' }, 1562, -1, -1],
  ['UUID', { id: 'UUID' }, 2950, 16, -1],
  ['TIMETZ', { id: 'TIMETZ' }, 1266, 12, -1],
  ['TIMESTAMP_NS', { id: 'TIMESTAMP_NS' }, 1114, 8, -1],
  ['TIMESTAMPTZ', { id: 'TIMESTAMPTZ' }, 1184, 8, -1],
  ['INTERVAL', { id: 'INTERVAL' }, 1186, 16, -1],
  ['INTEGER[]', list(integer), 1007, -1, -1],
  ['INTEGER[][]', list(list(integer)), 1007, -1, -1],
  ['INTEGER[3][]', list({ id: 'ARRAY', child: integer, size: 3 }), 1007, -1, -1],
  ['STRUCT', { id: 'STRUCT', fields: [] }, 2249, -1, -1],
  ['STRUCT[]', list({ id: 'STRUCT', fields: [] }), 2287, -1, -1],
  ['MAP', { id: 'MAP', key: integer, value: integer }, 114, -1, -1],
  ['MAP[]', list({ id: 'MAP', key: integer, value: integer }), 199, -1, -1],
  ['UNION', { id: 'UNION', members: [] }, 25, -1, -1],
  ['SQLNULL', { id: 'SQLNULL' }, 25, -1, -1],
])('%s has the oid, size and typmod PostgreSQL would give', (_, type, oid, size, typmod) => {
  expect(pgTypeOf(type)).toEqual({ oid, size, typmod });
});

test.each<[number, DuckType | undefined]>([
  [16, { id: 'BOOLEAN' }],
  [23, integer],
  [1043, { id: 'VARCHAR' }],
  [3802, { id: 'JSON' }],
  [1007, list(integer)],
  [1015, list({ id: 'VARCHAR' })],
  [0, undefined],
  [999_999, undefined],
])('oid %d is read as %j', (oid, type) => {
  expect(duckTypeOfOid(oid)).toEqual(type);
});

test('format codes stand for none, all or each', () => {
  expect(expandFormats([], 2)).toEqual([0, 0]);
  expect(expandFormats([1], 3)).toEqual([1, 1, 1]);
  expect(expandFormats([0, 1], 2)).toEqual([0, 1]);
  expect(() => expandFormats([0, 1], 3)).toThrowError(expect.objectContaining({ code: 'protocolViolation' }));
});
