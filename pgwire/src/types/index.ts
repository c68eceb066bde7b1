import type { DuckType } from '@brooder/contracts';

/** What RowDescription says of a column. `size` is bytes, -1 for variable length; `typmod` is -1 when there is none. */
export interface PgType {
  oid: number;
  size: number;
  typmod: number;
}

/** The PostgreSQL type in which a DuckDB type is announced and written. */
export function pgTypeOf(_type: DuckType): PgType {
  throw new Error('pgTypeOf is not written yet');
}

/** The DuckDB type of a parameter a client declared by `oid`; undefined for an oid that is not in the table (and for 0). */
export function duckTypeOfOid(_oid: number): DuckType | undefined {
  throw new Error('duckTypeOfOid is not written yet');
}

/** The formats of `count` columns or parameters from the list in Bind: none is all text, one is for all. @throws protocolViolation */
export function expandFormats(_formats: readonly (0 | 1)[], _count: number): (0 | 1)[] {
  throw new Error('expandFormats is not written yet');
}
