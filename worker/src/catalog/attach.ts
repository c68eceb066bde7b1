import { createHash } from 'node:crypto';
import { lstat, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
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
const statements: readonly string[] = [
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

const { catalog, schema } = pgCatalogPlace;

/**
 * Attaches the catalog database to the engine: read-only, so that no session changes what another sees, and hidden, so that no listing
 * shows it. Done before the worker belongs to an org, so an activation does not pay for it.
 *
 * Making the database takes 100 ms and attaching it 4, so the first worker of a machine leaves the file in `directory` for the next.
 * It must not lie where a session may write: not in the spill directory, which DuckDB opens to sessions.
 *
 * @param engineVersion  the file's format and the stored view texts are this version's
 */
export async function attachPgCatalog(
  connection: EngineConnection,
  engineVersion: string,
  directory: string = tmpdir(),
): Promise<void> {
  const key = createHash('sha256').update(engineVersion).update(statements.join(';')).digest('hex').slice(0, 16);
  const kept = path.join(directory, `brooder-pg-catalog-${process.getuid?.() ?? 0}-${key}.duckdb`);
  if (await isOurs(kept)) {
    // A file that was damaged is made again.
    const attached = await attach(connection, kept).then(
      () => true,
      () => false,
    );
    if (attached) return;
  }
  const workplace = await mkdtemp(path.join(directory, 'brooder-pg-catalog-'));
  const made = path.join(workplace, 'made.duckdb');
  try {
    await connection.run(`ATTACH ${quoteText(made)} AS ${catalog}`);
    await connection.run(`BEGIN; CREATE SCHEMA ${catalog}.${schema}; ${statements.join(';\n')}; COMMIT`);
    await connection.run(`DETACH ${catalog}`);
    // Several workers may start at once: each puts a whole file there, and the last stays.
    const replaced = await rename(made, kept).then(
      () => true,
      () => false,
    );
    // Someone else's file of that name cannot be replaced; an open file outlives its name.
    await attach(connection, replaced ? kept : made);
  } finally {
    await rm(workplace, { recursive: true, force: true });
  }
}

async function attach(connection: EngineConnection, file: string): Promise<void> {
  await connection.run(`ATTACH ${quoteText(file)} AS ${catalog} (READ_ONLY, HIDDEN)`);
}

/** A plain file that only this user can have written: the directory for temporary files belongs to everybody. */
async function isOurs(file: string): Promise<boolean> {
  const found = await lstat(file).catch(() => undefined);
  if (found === undefined || !found.isFile()) return false;
  return found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}
