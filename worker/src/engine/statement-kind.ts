/** DuckDB's statement types as contracts name them, and which of them give rows. Source: `duckdb_statement_type` of duckdb.h 1.5. */
import type { ResultColumn, StatementKind } from '@brooder/contracts';
import type { SqlScan } from './scan-sql.ts';

const kinds: Readonly<Record<number, StatementKind>> = {
  1: 'select',
  2: 'insert',
  3: 'update',
  4: 'explain',
  5: 'delete',
  7: 'create',
  8: 'select',
  9: 'alter',
  10: 'transaction',
  11: 'copy',
  13: 'set',
  14: 'create',
  15: 'drop',
  19: 'call',
  20: 'set',
  22: 'select',
  24: 'select',
  25: 'attach',
  30: 'merge',
};
const executeType = 8;
const pragmaType = 17;

export function statementKind(type: number, scan: SqlScan): StatementKind {
  if (type === 7 && scan.createsTableAs) return 'create-table-as';
  return kinds[type] ?? 'other';
}

/**
 * Whether a prepared statement will give rows to the client. The C API tells it only after execution
 * (`duckdb_result_return_type`), which stays authoritative; before, the statement type and RETURNING decide.
 */
export function givesRows(type: number, scan: SqlScan, columns: readonly ResultColumn[]): boolean {
  switch (kinds[type]) {
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      return scan.returning;
    case 'select':
      // EXECUTE of a prepared INSERT answers its count.
      return type !== executeType || !isOnly(columns, 'Count');
    case 'explain':
      return true;
    case 'call':
      return !isOnly(columns, 'Success');
    case 'copy':
      // COPY … (RETURN_FILES) and RETURN_STATS add columns to the count.
      return !isOnly(columns, 'Count');
    default:
      return type === pragmaType && !isOnly(columns, 'Success');
  }
}

/** DuckDB's stand-in column for statements without rows: `Count` BIGINT or `Success` BOOLEAN. */
export function isOnly(columns: readonly ResultColumn[], name: 'Count' | 'Success'): boolean {
  const [column] = columns;
  const id = name === 'Count' ? 'BIGINT' : 'BOOLEAN';
  return columns.length === 1 && column!.name === name && column!.type.id === id;
}
