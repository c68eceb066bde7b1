import path from 'node:path';
import { type ActivateRequest, asFailure, failures, pgCatalogPlace } from '@brooder/contracts';
import type { Engine } from '../engine/index.ts';
import { type LockedWarehouse, lockStatements, openSettings } from '../lockdown/index.ts';
import { quoteText } from '../sql-text.ts';
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
  const missing = plan.needs.filter((name) => !extensions.includes(name));
  if (missing.length > 0) {
    throw failures.activationFailed({
      org,
      reason: `a ${warehouse.kind} warehouse needs the extensions ${missing.join(', ')}; start workers with --extensions ${plan.needs.join(',')}`,
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
    const reason = plan.confidential || code === 'internal' ? 'the catalog could not be attached' : message;
    throw failures.activationFailed({ org, reason }, { cause: thrown });
  } finally {
    await connection.close();
  }
}

/** Catalogs every DuckDB has; `memory` is the neutral database the engine was opened with. */
const reservedCatalogs = new Set<string>(['system', 'temp', 'memory', pgCatalogPlace.catalog]);
