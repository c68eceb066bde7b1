import { type Clock, failures, type Random } from '@brooder/contracts';
import type { Store } from '../store.ts';

/** Where Postgres is: a connection string, or the parts of one (`host` beginning with `/` is a socket directory). */
export type PostgresConnection =
  | { url: string }
  | { host: string; port: number; user: string; database: string; password?: string };

/** `unavailable` counts what the store did not answer; `refused` what it answered with a failure. */
export type StoreCallOutcome = 'ok' | 'refused' | 'unavailable';

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

/**
 * Opens the store, bringing its schema up to date first.
 * @throws configStoreUnavailable  no answer, or a schema of a later major version
 */
export async function openPostgresStore(_options: PostgresStoreOptions): Promise<Store> {
  throw failures.configStoreUnavailable({ reason: 'it is not built yet' });
}
