/** One service for the sessions of all protocols: a place on a worker, its row, its cancel key, its end. */
export { createSessions, type SessionsOptions } from './create-sessions.ts';
export type {
  CancelKey,
  GatewaySession,
  OpenRequest,
  SessionSummary,
  Sessions,
  SessionsSettings,
} from './session-types.ts';
