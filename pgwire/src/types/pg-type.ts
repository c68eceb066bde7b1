import type { DuckType } from '@brooder/contracts';
import { arrayOids, oids, type PgTypeName, typeSizes } from './oids.ts';

/** What RowDescription says of a column. `size` is bytes, -1 for variable length; `typmod` is -1 when there is none. */
export interface PgType {
  oid: number;
  size: number;
  typmod: number;
}

/** Unsigned integers take the next wider signed type, or numeric; what only JSON can show to stock drivers is json. */
const names: Readonly<Record<Exclude<DuckType['id'], 'LIST' | 'ARRAY'>, PgTypeName>> = {
  BOOLEAN: 'bool',
  TINYINT: 'int2',
  SMALLINT: 'int2',
  INTEGER: 'int4',
  BIGINT: 'int8',
  HUGEINT: 'numeric',
  UTINYINT: 'int2',
  USMALLINT: 'int4',
  UINTEGER: 'int8',
  UBIGINT: 'numeric',
  UHUGEINT: 'numeric',
  BIGNUM: 'numeric',
  FLOAT: 'float4',
  DOUBLE: 'float8',
  DECIMAL: 'numeric',
  VARCHAR: 'text',
  ENUM: 'text',
  JSON: 'json',
  BLOB: 'bytea',
  BIT: 'varbit',
  UUID: 'uuid',
  DATE: 'date',
  TIME: 'time',
  TIME_NS: 'time',
  TIMETZ: 'timetz',
  TIMESTAMP: 'timestamp',
  TIMESTAMP_S: 'timestamp',
  TIMESTAMP_MS: 'timestamp',
  TIMESTAMP_NS: 'timestamp',
  TIMESTAMPTZ: 'timestamptz',
  INTERVAL: 'interval',
  STRUCT: 'record',
  MAP: 'json',
  UNION: 'text',
  SQLNULL: 'text',
  UNKNOWN: 'text',
};

/** A multi-dimensional array has the type of a flat one in PostgreSQL, so lists of lists take the innermost element. */
function elementOf(type: DuckType): DuckType {
  let element = type;
  while (element.id === 'LIST' || element.id === 'ARRAY') element = element.child;
  return element;
}

/** The PostgreSQL type in which a DuckDB type is announced and written. */
export function pgTypeOf(type: DuckType): PgType {
  const isArray = type.id === 'LIST' || type.id === 'ARRAY';
  const element = elementOf(type) as Exclude<DuckType, { id: 'LIST' | 'ARRAY' }>;
  const oid = oids[names[element.id]];
  // numeric(w,s) as PostgreSQL packs it: ((w << 16) | s) + VARHDRSZ.
  const typmod = element.id === 'DECIMAL' ? ((element.width << 16) | element.scale) + 4 : -1;
  return isArray ? { oid: arrayOids[oid]!, size: -1, typmod } : { oid, size: typeSizes[oid] ?? -1, typmod };
}
