import path from 'node:path';
import { pgCatalogPlace } from '@brooder/contracts';
import type { EngineConnection } from '../engine/index.ts';
import { quoteText } from '../sql-text.ts';
import { columnRelations, ownColumns } from './columns.ts';
import { emptyRelations } from './empty-relations.ts';
import {
  definitionFunctions,
  nameFunctions,
  serverFunctions,
  textFunctions,
  visibilityFunctions,
} from './functions.ts';
import { indexRelations } from './indexes.ts';
import { listings } from './listings.ts';
import { procedureRelations } from './procedures.ts';
import { relationRelations } from './relations.ts';
import { serverRelations } from './server.ts';
import { typeRelations } from './types.ts';

/** DuckDB binds a view when it is made, so what a view uses stands before it. */
export const statements: readonly string[] = [
  ...textFunctions,
  ...serverRelations,
  ...typeRelations,
  ...ownColumns,
  ...indexRelations,
  ...relationRelations,
  ...columnRelations,
  ...procedureRelations,
  ...emptyRelations,
  ...definitionFunctions,
  ...nameFunctions,
  ...visibilityFunctions,
  ...serverFunctions,
  ...listings,
];

/**
 * Makes the catalog database in `directory` and attaches it to the engine: read-only, so that no session changes what another sees,
 * and hidden, so that no listing shows it. Done before the worker belongs to an org, so an activation does not pay for it.
 */
export async function attachPgCatalog(connection: EngineConnection, directory: string): Promise<void> {
  const { catalog, schema } = pgCatalogPlace;
  const file = quoteText(path.join(directory, 'pg-catalog.duckdb'));
  await connection.run(`ATTACH ${file} AS ${catalog}`);
  await connection.run(`BEGIN; CREATE SCHEMA ${catalog}.${schema}; ${statements.join(';\n')}; COMMIT`);
  await connection.run(`DETACH ${catalog}; ATTACH ${file} AS ${catalog} (READ_ONLY, HIDDEN)`);
}
