/** The config store: one interface, Postgres for production, memory for simulation. */
export type { MemoryStore, MemoryStoreOptions, YieldPoint } from './memory/memory-store.ts';
export { createMemoryStore } from './memory/memory-store.ts';
export type { StoreCallOutcome } from './postgres/caller.ts';
export type { PostgresConnection } from './postgres/connection.ts';
export { type MigrateStoreOptions, type MigrationReport, migrateStore } from './postgres/migrate-store.ts';
export type { PostgresStoreOptions } from './postgres/postgres-store.ts';
export { openPostgresStore } from './postgres/postgres-store.ts';
export type * from './store.ts';
