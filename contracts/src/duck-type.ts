/**
 * DuckDB's logical types as the rooms exchange them. `id` is the upper-case SQL name DuckDB prints; nested types carry their parts.
 * Source: DuckDB C API `duckdb_type` and "Data Types" in DuckDB's documentation (1.5).
 */
export type SimpleTypeId =
  | 'BOOLEAN'
  | 'TINYINT'
  | 'SMALLINT'
  | 'INTEGER'
  | 'BIGINT'
  | 'HUGEINT'
  | 'UTINYINT'
  | 'USMALLINT'
  | 'UINTEGER'
  | 'UBIGINT'
  | 'UHUGEINT'
  | 'FLOAT'
  | 'DOUBLE'
  | 'VARCHAR'
  | 'JSON'
  | 'BLOB'
  | 'BIT'
  | 'UUID'
  | 'DATE'
  | 'TIME'
  | 'TIME_NS'
  | 'TIMETZ'
  | 'TIMESTAMP'
  | 'TIMESTAMP_S'
  | 'TIMESTAMP_MS'
  | 'TIMESTAMP_NS'
  | 'TIMESTAMPTZ'
  | 'INTERVAL'
  | 'BIGNUM'
  | 'SQLNULL'
  /** A parameter or expression whose type DuckDB cannot tell before binding. */
  | 'UNKNOWN';

export type DuckType =
  | { id: SimpleTypeId }
  | { id: 'DECIMAL'; width: number; scale: number }
  | { id: 'ENUM'; values: readonly string[] }
  | { id: 'LIST'; child: DuckType }
  | { id: 'ARRAY'; child: DuckType; size: number }
  | { id: 'STRUCT'; fields: readonly DuckField[] }
  | { id: 'MAP'; key: DuckType; value: DuckType }
  | { id: 'UNION'; members: readonly DuckField[] };

export interface DuckField {
  name: string;
  type: DuckType;
}
