import { type Clock, deadline, failures, type Random, timeouts, withSignal } from '@brooder/contracts';
import { Pool } from 'pg';
import type { Store } from '../store.ts';
import { createCaller, type StoreCallOutcome } from './caller.ts';
import { clientFor, connectionConfig, type PostgresConnection } from './connection.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { startFailure } from './refusals.ts';
import { sessionCalls } from './session-calls.ts';
import { tenantCalls } from './tenant-calls.ts';
import { workerCalls } from './worker-calls.ts';

export interface PostgresStoreOptions {
  connection: PostgresConnection;
  clock: Clock;
  random: Random;
  /** Milliseconds for one call, reconnect included; default `timeouts.storeCall`. */
  callTimeoutMs?: number;
  /** Connections this gateway holds at most; default 10. */
  maxConnections?: number;
  /** Told of each call: method, milliseconds, outcome. */
  onCall?: (method: keyof Store, ms: number, outcome: StoreCallOutcome) => void;
}

/** A migration may wait for another gateway that migrates; that is longer than one call. */
export const migrationMs = 60_000;
const setTimeoutText = `select set_config('statement_timeout', $1, false)`;

/**
 * Opens the store, bringing its schema up to date first.
 * @throws configStoreUnavailable  no answer, or a schema of a later major version
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const { clock, random, callTimeoutMs = timeouts.storeCall, onCall } = options;
  const pool = new Pool({
    ...connectionConfig(options.connection),
    Client: clientFor(options.connection),
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: callTimeoutMs,
    // Connections stay open: a login after a quiet hour should not pay for another handshake.
    idleTimeoutMillis: 0,
    keepAlive: true,
    application_name: 'brooder',
    statement_timeout: callTimeoutMs,
  });
  // Idle connections that die are dropped by the pool, and a busy one's query rejects; without listeners Node would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));

  try {
    await migrateOnce(pool, clock, callTimeoutMs);
  } catch (thrown) {
    await pool.end();
    throw thrown;
  }
  const call = createCaller({ pool, clock, random, callTimeoutMs, onCall });
  let closing: Promise<void> | undefined;
  return {
    ...tenantCalls(call),
    ...workerCalls(call),
    ...sessionCalls(call),
    close() {
      closing ??= pool.end();
      return closing;
    },
  };
}

async function migrateOnce(pool: Pool, clock: Clock, callTimeoutMs: number): Promise<void> {
  const late = failures.configStoreUnavailable({ reason: `its schema was not ready within ${migrationMs} ms` });
  const limit = deadline(clock, migrationMs, late);
  let broken = false;
  try {
    const client = await withSignal(pool.connect(), limit.signal);
    try {
      await withSignal(client.query(setTimeoutText, [migrationMs]), limit.signal);
      await withSignal(migrate(client, migrations), limit.signal);
      await withSignal(client.query(setTimeoutText, [callTimeoutMs]), limit.signal);
    } catch (thrown) {
      broken = true;
      throw thrown;
    } finally {
      client.release(broken);
    }
  } catch (thrown) {
    throw startFailure(thrown).failure;
  } finally {
    limit.clear();
  }
}
