/** The Postgres wire protocol (3.0 and 3.2) for servers: pure code, no sockets, no timers. Source: PostgreSQL docs, chapter 54. */
export * from './backend/index.ts';
export * from './frontend/index.ts';
export * from './parameters/index.ts';
export * from './rows/index.ts';
export * from './scram/index.ts';
export * from './types/index.ts';
