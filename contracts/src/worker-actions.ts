/**
 * Control of a worker, carried as Flight `DoAction` with JSON bodies. Every request names the epoch of its claim; a worker refuses one
 * lower than the highest it has seen (`staleEpoch`), and exits with `exitCodes.leaseViolation` when a second org is sent to it.
 */
import type { WireFailure } from './failure.ts';
import type { StorageCredentials } from './storage.ts';

/** Decimal text of an unsigned 64-bit number: JSON has no such number. */
export type EpochText = string;

export type Warehouse =
  | { kind: 'memory' }
  /** `path` is absolute; its directory is the only one the session may touch. */
  | { kind: 'duckdb-file'; path: string }
  | { kind: 'ducklake'; metadata: string; dataPath: string }
  | { kind: 'iceberg'; endpoint: string; warehouse: string };
export type WarehouseKind = Warehouse['kind'];

export interface ActivateRequest {
  org: string;
  epoch: EpochText;
  claimId: string;
  /** Name the warehouse gets as DuckDB catalog and as Postgres database. */
  database: string;
  warehouse: Warehouse;
  /** Only the credentials this warehouse needs; absent for one that lies in no object store. */
  storage?: StorageCredentials;
  limits: { memoryBytes?: number; threads?: number; maxSessions: number };
}
export interface ActivateReply {
  org: string;
  epoch: EpochText;
  /** Milliseconds the activation took on the worker. */
  tookMs: number;
}

/** Opens a Flight session; Postgres sessions open with the first message of their `DoExchange` stream (session-messages.ts). */
export interface OpenSessionRequest {
  epoch: EpochText;
  sessionId: string;
  org: string;
  user: string;
  database: string;
  timeZone: string;
}
export interface CloseSessionRequest {
  epoch: EpochText;
  sessionId: string;
}
export interface CancelRequest {
  epoch: EpochText;
  sessionId: string;
}
export interface DrainRequest {
  epoch: EpochText;
  /** Milliseconds after which running sessions are cut. */
  deadlineMs: number;
}

/** What a worker says of itself; takes no engine lock, so a busy engine answers too. */
export interface WorkerDescription {
  workerId: string;
  /** Process id, as the worker sees it. */
  pid: number;
  version: string;
  engineVersion: string;
  phase: 'starting' | 'neutral' | 'activating' | 'active' | 'draining';
  org?: string;
  epoch: EpochText;
  sessions: number;
  busySessions: number;
  /** Milliseconds the longest running statement has run; 0 when none runs. */
  longestStatementMs: number;
  rssBytes: number;
  extensions: readonly string[];
  /** Set once the engine is unusable; the gateway retires this worker. */
  fatal?: WireFailure;
}

export interface WorkerActions {
  activate: { request: ActivateRequest; reply: ActivateReply };
  'open-session': { request: OpenSessionRequest; reply: Record<never, never> };
  'close-session': { request: CloseSessionRequest; reply: Record<never, never> };
  cancel: { request: CancelRequest; reply: { cancelled: boolean } };
  drain: { request: DrainRequest; reply: { sessions: number } };
  describe: { request: Record<never, never>; reply: WorkerDescription };
}
export type WorkerActionName = keyof WorkerActions;

/** Exit codes of a worker process; source of 70 and 78: sysexits.h. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  leaseViolation: 70,
  engineFatal: 71,
  badConfiguration: 78,
} as const;

/** What the worker prints on its standard output, one line of JSON, once it answers on its port. */
export interface WorkerReadyLine {
  ready: true;
  workerId: string;
  host: string;
  port: number;
  pid: number;
}

/** gRPC metadata a gateway adds to each Flight call it forwards to a worker, beside `authorization: Bearer <worker token>`. */
export const workerHeaders = {
  session: 'x-brooder-session',
  epoch: 'x-brooder-epoch',
} as const;

/**
 * Statements that run at the same time in one worker; more wait their turn. Each takes a thread of libuv's pool, which wakes the thread
 * that has slept longest, so a larger pool makes small statements slower: 128 threads cost twice the time of 4.
 */
export const blockingCalls = 16;
