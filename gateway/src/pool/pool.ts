/** The pool as its users see it; `createPool` in this folder's index makes one. */
import type { WarehouseRow, WorkerRow } from '../store/store.ts';
import type { WorkerConnection } from '../workers/worker-connection.ts';

export interface AcquireRequest {
  org: string;
  warehouse: WarehouseRow;
}

export interface HotWorker {
  worker: WorkerRow;
  connection: WorkerConnection;
  /** shared: was hot already; warm: an idle worker was claimed; cold: one was started for this call. */
  path: 'shared' | 'warm' | 'cold';
}

export interface PoolStatus {
  pool: string;
  warmTarget: number;
  byState: Readonly<Record<string, number>>;
  /** Milliseconds since the pool loop last finished; undefined before the first. */
  reconcileAgeMs?: number;
  /** Why no further worker is started, once a deterministic failure was seen. */
  blocked?: string;
}

export interface Pool {
  /**
   * A hot worker of the org with room for a session. Joins one that is activating, claims an idle one, or starts one.
   * @throws noWorker, workerCap, activationFailed, or the signal's reason
   */
  acquire(request: AcquireRequest, signal: AbortSignal): Promise<HotWorker>;
  /** The connection to a hot worker by id, for sessions that another gateway opened. @throws workerLost */
  connectionTo(workerId: string): Promise<HotWorker>;
  /** Tells the pool that a worker failed a session open or lost its transport, so that it looks now. */
  suspect(workerId: string, reason: string): void;
  /** Called when a worker is no longer usable, with the reason; sessions on it must end with workerLost. */
  onWorkerGone(listener: (workerId: string, reason: string) => void): () => void;
  status(): Promise<PoolStatus>;
  /** First pass done and idle at target (or target 0). */
  ready(signal: AbortSignal): Promise<void>;
  /** Drains one worker: no new sessions, running ones end or time out, then it is retired. */
  drain(workerId: string, reason: string): Promise<void>;
  /**
   * Ends a worker at once, with its sessions: the second stage for a statement that went on after its cancel for `interruptGrace`.
   * Does nothing to a worker that is already lost or retired.
   */
  kill(workerId: string, reason: string): Promise<void>;
  /** Stops the loop; ends workers only where they cannot outlive this process. */
  close(): Promise<void>;
}
