/** What keeps an activated worker closed: DuckDB's own settings, and a check of each statement for what walks past them. */
export { lockStatements, openSettings, postgresDialect, secretsStayInMemory } from './lock-settings.ts';
export { type LockedWarehouse, refusal } from './statement-check.ts';
