/** Lines from this gateway to its workers. */
export { createDialer } from './dialer.ts';
export type { Dialer, ForwardedCall, SessionChannel, WorkerConnection } from './worker-connection.ts';
