/** The Postgres listener: the wire protocol in front, a worker session behind. */
export { type ListenPgOptions, listenPg, type PgListener, type PgTls } from './listen-pg.ts';
