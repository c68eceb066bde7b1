import { flightSqlMessages, type SqlInfoValue } from '@brooder/flight';

const { SqlInfo } = flightSqlMessages;

/** What this server says of itself. Only what is true: drivers switch features on by it. Numbers are enums of FlightSql.proto. */
export function sqlInfoEntries(engineVersion: string): ReadonlyMap<number, SqlInfoValue> {
  return new Map<number, SqlInfoValue>([
    [SqlInfo.FLIGHT_SQL_SERVER_NAME, 'Brooder'],
    [SqlInfo.FLIGHT_SQL_SERVER_VERSION, `DuckDB ${engineVersion}`],
    [SqlInfo.FLIGHT_SQL_SERVER_ARROW_VERSION, '1.5'],
    [SqlInfo.FLIGHT_SQL_SERVER_READ_ONLY, false],
    [SqlInfo.FLIGHT_SQL_SERVER_SQL, true],
    [SqlInfo.FLIGHT_SQL_SERVER_SUBSTRAIT, false],
    [SqlInfo.FLIGHT_SQL_SERVER_TRANSACTION, flightSqlMessages.SqlSupportedTransaction.TRANSACTION],
    // Queries stop when the client resets the stream; the CancelQuery action is not needed for it.
    [SqlInfo.FLIGHT_SQL_SERVER_CANCEL, false],
    [SqlInfo.FLIGHT_SQL_SERVER_BULK_INGESTION, true],
    [SqlInfo.FLIGHT_SQL_SERVER_INGEST_TRANSACTIONS_SUPPORTED, true],
    [SqlInfo.FLIGHT_SQL_SERVER_STATEMENT_TIMEOUT, 0],
    [SqlInfo.FLIGHT_SQL_SERVER_TRANSACTION_TIMEOUT, 0],
    [SqlInfo.SQL_DDL_CATALOG, false],
    [SqlInfo.SQL_DDL_SCHEMA, true],
    [SqlInfo.SQL_DDL_TABLE, true],
    [SqlInfo.SQL_IDENTIFIER_CASE, flightSqlMessages.SqlSupportedCaseSensitivity.SQL_CASE_SENSITIVITY_CASE_INSENSITIVE],
    [SqlInfo.SQL_IDENTIFIER_QUOTE_CHAR, '"'],
    [
      SqlInfo.SQL_QUOTED_IDENTIFIER_CASE,
      flightSqlMessages.SqlSupportedCaseSensitivity.SQL_CASE_SENSITIVITY_CASE_INSENSITIVE,
    ],
    [SqlInfo.SQL_ALL_TABLES_ARE_SELECTABLE, true],
    [SqlInfo.SQL_NULL_ORDERING, flightSqlMessages.SqlNullOrdering.SQL_NULLS_SORTED_AT_END],
    [SqlInfo.SQL_SEARCH_STRING_ESCAPE, '\\'],
    [SqlInfo.SQL_SUPPORTS_COLUMN_ALIASING, true],
    [SqlInfo.SQL_SUPPORTS_TABLE_CORRELATION_NAMES, true],
    [SqlInfo.SQL_SUPPORTS_EXPRESSIONS_IN_ORDER_BY, true],
    [SqlInfo.SQL_SUPPORTS_ORDER_BY_UNRELATED, true],
    [SqlInfo.SQL_SUPPORTS_LIKE_ESCAPE_CLAUSE, true],
    [SqlInfo.SQL_SUPPORTS_NON_NULLABLE_COLUMNS, true],
    [SqlInfo.SQL_SCHEMA_TERM, 'schema'],
    [SqlInfo.SQL_CATALOG_TERM, 'database'],
    [SqlInfo.SQL_CATALOG_AT_START, true],
    [SqlInfo.SQL_SELECT_FOR_UPDATE_SUPPORTED, false],
    [SqlInfo.SQL_STORED_PROCEDURES_SUPPORTED, false],
    [SqlInfo.SQL_CORRELATED_SUBQUERIES_SUPPORTED, true],
    [SqlInfo.SQL_TRANSACTIONS_SUPPORTED, true],
    [SqlInfo.SQL_BATCH_UPDATES_SUPPORTED, true],
    [SqlInfo.SQL_SAVEPOINTS_SUPPORTED, false],
    [SqlInfo.SQL_NAMED_PARAMETERS_SUPPORTED, false],
  ]);
}
