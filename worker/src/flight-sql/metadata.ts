/** Catalog commands: what the org owns, never `system`, `temp` or another attached catalog. */
import type { ArrowSchema } from '@brooder/contracts';
import {
  type CellValue,
  encapsulatedSchema,
  type FlightSqlCommand,
  flightSqlSchemas,
  likeMatcher,
} from '@brooder/flight';
import { quoteName, quoteText } from '../sql-text.ts';
import type { FlightSession } from './flight-session.ts';

export interface MetadataResult {
  schema: ArrowSchema;
  rows: CellValue[][];
}

type MetadataKind =
  | 'getCatalogs'
  | 'getDbSchemas'
  | 'getTables'
  | 'getTableTypes'
  | 'getPrimaryKeys'
  | 'getExportedKeys'
  | 'getImportedKeys'
  | 'getCrossReference'
  | 'getXdbcTypeInfo';
export type MetadataCommand = Extract<FlightSqlCommand, { kind: MetadataKind }>;
type GetTables = Extract<FlightSqlCommand, { kind: 'getTables' }>['command'];

/** The schema alone, for `GetFlightInfo`; `undefined` for a command that is no catalog command. */
export function metadataSchema(command: FlightSqlCommand): ArrowSchema | undefined {
  switch (command.kind) {
    case 'getCatalogs':
      return flightSqlSchemas.catalogs;
    case 'getDbSchemas':
      return flightSqlSchemas.dbSchemas;
    case 'getTables':
      return command.command.includeSchema ? flightSqlSchemas.tablesWithSchema : flightSqlSchemas.tables;
    case 'getTableTypes':
      return flightSqlSchemas.tableTypes;
    case 'getPrimaryKeys':
      return flightSqlSchemas.primaryKeys;
    case 'getExportedKeys':
      return flightSqlSchemas.exportedKeys;
    case 'getImportedKeys':
      return flightSqlSchemas.importedKeys;
    case 'getCrossReference':
      return flightSqlSchemas.crossReference;
    case 'getXdbcTypeInfo':
      return flightSqlSchemas.xdbcTypeInfo;
    default:
      return undefined;
  }
}

/** Within a turn of the session. */
export async function metadataRows(session: FlightSession, command: MetadataCommand): Promise<CellValue[][]> {
  switch (command.kind) {
    case 'getCatalogs':
      return [[session.database]];
    case 'getDbSchemas':
      return isCatalog(session, command.command.catalog)
        ? dbSchemas(session, command.command.dbSchemaFilterPattern)
        : [];
    case 'getTables':
      return isCatalog(session, command.command.catalog) ? tables(session, command.command) : [];
    case 'getTableTypes':
      return Object.keys(tableTypes).map((type) => [type]);
    case 'getPrimaryKeys': {
      const { catalog, dbSchema, table } = command.command;
      return isCatalog(session, catalog) ? primaryKeys(session, dbSchema, table) : [];
    }
    // DuckDB has foreign keys, but no client was seen that needs them; an empty answer is allowed.
    case 'getExportedKeys':
    case 'getImportedKeys':
    case 'getCrossReference':
    case 'getXdbcTypeInfo':
      return [];
  }
}

/** An absent catalog is any; an empty one is "objects without a catalog", of which there are none. */
function isCatalog(session: FlightSession, catalog: string | undefined): boolean {
  return catalog === undefined || catalog === session.database;
}

async function dbSchemas(session: FlightSession, pattern: string | undefined): Promise<CellValue[][]> {
  const rows = await session.connection.rows(
    `SELECT schema_name FROM duckdb_schemas() WHERE database_name = ${quoteText(session.database)}
       AND schema_name NOT IN ('information_schema', 'pg_catalog') ORDER BY schema_name`,
  );
  const matches = likeMatcher(pattern);
  return rows
    .map(([name]) => String(name))
    .filter(matches)
    .map((name) => [session.database, name]);
}

/** Flight SQL's type names and where DuckDB lists such objects. */
const tableTypes = {
  'BASE TABLE': { from: 'duckdb_tables()', name: 'table_name' },
  VIEW: { from: 'duckdb_views()', name: 'view_name' },
} as const;

async function tables(session: FlightSession, command: GetTables): Promise<CellValue[][]> {
  // JDBC tools ask for TABLE where the standard says BASE TABLE.
  const wanted = new Set(command.tableTypes.map((type) => (type === 'TABLE' ? 'BASE TABLE' : type)));
  const sources = Object.entries(tableTypes).filter(([type]) => wanted.size === 0 || wanted.has(type));
  if (sources.length === 0) return [];
  const rows = await session.connection.rows(
    `${sources
      .map(
        ([type, { from, name }]) =>
          `SELECT schema_name AS s, ${name} AS t, ${quoteText(type)} AS k FROM ${from}
             WHERE database_name = ${quoteText(session.database)} AND NOT internal`,
      )
      .join(' UNION ALL ')} ORDER BY s, t, k`,
  );
  const schemaMatches = likeMatcher(command.dbSchemaFilterPattern);
  const tableMatches = likeMatcher(command.tableNameFilterPattern);
  const found: CellValue[][] = [];
  for (const [schema, table, type] of rows.map((row) => row.map(String) as [string, string, string])) {
    if (!schemaMatches(schema) || !tableMatches(table)) continue;
    const row: CellValue[] = [session.database, schema, table, type];
    if (command.includeSchema) row.push(encapsulatedSchema(await schemaOfTable(session, schema, table)));
    found.push(row);
  }
  return found;
}

/** A view whose base was dropped is listed with an empty schema: one broken view must not hide all others. */
async function schemaOfTable(session: FlightSession, schema: string, table: string): Promise<ArrowSchema> {
  const name = [session.database, schema, table].map(quoteName).join('.');
  try {
    const statement = await session.connection.prepare(`SELECT * FROM ${name}`);
    try {
      return statement.schema(false);
    } finally {
      await statement.close();
    }
  } catch {
    return { fields: [] };
  }
}

async function primaryKeys(session: FlightSession, schema: string | undefined, table: string): Promise<CellValue[][]> {
  const rows = await session.connection.rows(
    `SELECT schema_name, unnest(constraint_column_names) AS c, generate_subscripts(constraint_column_names, 1) AS i
       FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY'
        AND database_name = ${quoteText(session.database)} AND table_name = ${quoteText(table)}
        ${schema === undefined ? '' : `AND schema_name = ${quoteText(schema)}`} ORDER BY 1, 3`,
  );
  return rows.map(([schemaName, column, index]) => [
    session.database,
    String(schemaName),
    table,
    String(column),
    Number(index),
    null,
  ]);
}
