/** PostgreSQL's system catalog over DuckDB's own, as a read-only database beside the org's. */
export { attachPgCatalog } from './attach.ts';
export { userVariable } from './server.ts';
