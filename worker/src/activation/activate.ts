import path from 'node:path';
import { type ActivateRequest, asFailure, failures, pgCatalogPlace } from '@brooder/contracts';
import type { Engine, EngineConnection } from '../engine/index.ts';
import { type LockedWarehouse, lockStatements, openSettings, secretsStayInMemory } from '../lockdown/index.ts';
import { quoteText } from '../sql-text.ts';
import { type StoragePlan, storagePlan } from './storage.ts';
import { attachPlan, isTooWide } from './warehouse.ts';

/**
 * Turns a neutral engine into an org's: limits, catalog, then the lock. Not repeatable: after a failure the process is spent.
 *
 * @param extensions  those loaded at start
 * @throws activationFailed
 */
export async function activateEngine(
  engine: Engine,
  request: ActivateRequest,
  extensions: readonly string[],
): Promise<LockedWarehouse> {
  const { database, warehouse, limits, org } = request;
  if (reservedCatalogs.has(database.toLowerCase()) || database === '') {
    throw failures.activationFailed({ org, reason: `"${database}" is a name DuckDB keeps for itself` });
  }
  const plan = attachPlan(database, warehouse);
  const storage = storagePlan(warehouse, request.storage);
  const needs = [...plan.needs, ...storage.needs];
  const missing = needs.filter((name) => !extensions.includes(name));
  if (missing.length > 0) {
    throw failures.activationFailed({
      org,
      reason: `its ${warehouse.kind} warehouse needs the extensions ${missing.join(', ')}; start workers with --extensions ${needs.join(',')}`,
    });
  }
  const wide = plan.directories.find((directory) => path.isAbsolute(directory) && isTooWide(directory));
  if (wide !== undefined) {
    const reason = `its directory ${wide} would open more than the warehouse; give each warehouse a directory of its own`;
    throw failures.activationFailed({ org, reason });
  }
  const connection = await engine.connect();
  try {
    if (limits.memoryBytes !== undefined) {
      await connection.run(`SET GLOBAL memory_limit = ${quoteText(`${limits.memoryBytes}B`)}`);
    }
    if (limits.threads !== undefined) await connection.run(`SET GLOBAL threads = ${Math.trunc(limits.threads)}`);
    await connection.run(secretsStayInMemory);
    await makeSecrets(connection, org, storage);
    await connection.run(plan.attach);
    const settings = await connection.rows('SELECT name FROM duckdb_settings()');
    for (const statement of lockStatements(plan.directories)) await connection.run(statement);
    return {
      database,
      settings: new Set(settings.map(([name]) => String(name).toLowerCase())),
      openSettings: new Set(openSettings),
    };
  } catch (thrown) {
    const { code, message } = asFailure(thrown);
    if (code === 'activationFailed') throw thrown;
    const reason = plan.confidential || code === 'internal' ? 'the catalog could not be attached' : message;
    throw failures.activationFailed({ org, reason }, { cause: thrown });
  } finally {
    await connection.close();
  }
}

/** DuckDB's error may quote the statement, and with it a credential: it goes no further, not even as a cause. @throws activationFailed */
async function makeSecrets(connection: EngineConnection, org: string, { secrets }: StoragePlan): Promise<void> {
  for (const { store, create } of secrets) {
    const accepted = await connection.run(create).then(
      () => true,
      () => false,
    );
    if (accepted) continue;
    const reason = `DuckDB does not accept its ${store} credentials; check the gateway's settings that begin with "${store}"`;
    throw failures.activationFailed({ org, reason });
  }
}

/** Catalogs every DuckDB has; `memory` is the neutral database the engine was opened with. */
const reservedCatalogs = new Set<string>(['system', 'temp', 'memory', pgCatalogPlace.catalog]);
