/** Postgres sessions: the channel to the gateway, statements, portals, rows encoded for the client's socket. */
export { Activity } from './activity.ts';
export { type OpenedSession, serveChannel } from './channel.ts';
export { PgSession, type PgSessionParts, type SendReply } from './pg-session.ts';
