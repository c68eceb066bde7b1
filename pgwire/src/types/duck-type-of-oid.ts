import type { DuckType } from '@brooder/contracts';
import { elementOids, oids } from './oids.ts';

/**
 * PostgreSQL's numeric without a precision holds any decimal; DuckDB's widest is DECIMAL(38). The scale of a value decides, so this
 * is the type of a statement that is typed before its values are known.
 */
const anyNumeric: DuckType = { id: 'DECIMAL', width: 38, scale: 10 };

const types: ReadonlyMap<number, DuckType> = new Map<number, DuckType>([
  [oids.bool, { id: 'BOOLEAN' }],
  [oids.int2, { id: 'SMALLINT' }],
  [oids.int4, { id: 'INTEGER' }],
  [oids.int8, { id: 'BIGINT' }],
  [oids.oid, { id: 'UINTEGER' }],
  [oids.float4, { id: 'FLOAT' }],
  [oids.float8, { id: 'DOUBLE' }],
  [oids.numeric, anyNumeric],
  [oids.text, { id: 'VARCHAR' }],
  [oids.varchar, { id: 'VARCHAR' }],
  [oids.bpchar, { id: 'VARCHAR' }],
  [oids.char, { id: 'VARCHAR' }],
  [oids.name, { id: 'VARCHAR' }],
  [oids.unknown, { id: 'VARCHAR' }],
  [oids.json, { id: 'JSON' }],
  [oids.jsonb, { id: 'JSON' }],
  [oids.bytea, { id: 'BLOB' }],
  [oids.uuid, { id: 'UUID' }],
  [oids.date, { id: 'DATE' }],
  [oids.time, { id: 'TIME' }],
  [oids.timetz, { id: 'TIMETZ' }],
  [oids.timestamp, { id: 'TIMESTAMP' }],
  [oids.timestamptz, { id: 'TIMESTAMPTZ' }],
  [oids.interval, { id: 'INTERVAL' }],
  [oids.bit, { id: 'BIT' }],
  [oids.varbit, { id: 'BIT' }],
]);

/** The DuckDB type of a parameter a client declared by `oid`; undefined for an oid that is not in the table, and for 0. */
export function duckTypeOfOid(oid: number): DuckType | undefined {
  const element = elementOids.get(oid);
  if (element === undefined) return types.get(oid);
  const child = types.get(element);
  return child && { id: 'LIST', child };
}
