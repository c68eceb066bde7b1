import { type Clock, failures } from '@brooder/contracts';

/** The part of a pino logger that is needed here. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export type EmbeddedPostgresEvent =
  /** The server ended without being asked to; it is started again after `retryInMs`. */
  { kind: 'crashed'; reason: string; retryInMs: number } | { kind: 'restarted'; pid: number };

export interface EmbeddedPostgresOptions {
  /** Directory of the cluster's files; made when missing. Made readable for its owner only. */
  dataDir: string;
  clock: Clock;
  log: Log;
  onEvent?: (event: EmbeddedPostgresEvent) => void;
}

export interface EmbeddedPostgres {
  /** For `pg`: a private Unix socket, superuser, no password; the socket's directory is the lock. */
  connection: { host: string; port: number; user: string; database: string };
  /** True when a server that a killed brooder left behind was taken over. */
  adopted: boolean;
  /** Process id of the server that answers now; another one after a crash. */
  pid(): number;
  /** Fast shutdown; idempotent. A server that was adopted is stopped as well. */
  stop(): Promise<void>;
}

/** @throws embeddedPostgresUnavailable  with the reason and what to do instead */
export async function startEmbeddedPostgres(_options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  throw failures.embeddedPostgresUnavailable({ reason: 'it is not built yet' });
}
