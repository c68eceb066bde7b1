/**
 * Where workers run. The pool speaks only this; `process` starts child processes, `kubernetes` stamps pods. One contract test suite
 * for both. An answer here is about processes and pods, never about truth: truth is the store's row.
 */
import type { SecretReference, WorkerRole } from '@brooder/contracts';

export interface WorkerSpec {
  workerId: string;
  pool: string;
  role: WorkerRole;
  maxSessions: number;
  templateHash: string;
}

/** How to reach a worker: only the cluster knows its bearer and certificate. */
export interface WorkerEndpoint {
  workerId: string;
  host: string;
  port: number;
  bearer: string;
  /** PEM of the CA that signed the worker's certificate; its name is the worker id. */
  ca: string;
}

export interface ClusterWorker {
  workerId: string;
  /** Identity of this very process or pod; another start of the same id has another uid. */
  uid: string;
  phase: 'pending' | 'running' | 'ended';
  host?: string;
  port?: number;
  /** Exit code or pod reason, once ended. */
  reason?: string;
}

export interface Cluster {
  readonly kind: 'process' | 'kubernetes';
  /** Orders a start. Idempotent by worker id. Resolves when ordered, not when ready. @throws spawnFailed */
  start(spec: WorkerSpec, signal: AbortSignal): Promise<void>;
  /** Every worker of this installation that exists now, from the source itself, never from a cache. */
  list(signal: AbortSignal): Promise<ClusterWorker[]>;
  /** Asks it to end, kills it after `graceMs`. Acts only on `uid` when given. A worker that is gone is success. */
  stop(workerId: string, options: { uid?: string; graceMs: number }): Promise<void>;
  /** The way in, with the secrets of that worker; undefined when it is not running here or its secrets are gone. */
  endpoint(workerId: string): Promise<WorkerEndpoint | undefined>;
  /**
   * The value under one key of a Secret of the worker namespace; undefined when it is not there. Absent where there are no Secrets.
   * @throws when the cluster could not be asked
   */
  secret?(reference: SecretReference, signal: AbortSignal): Promise<string | undefined>;
  /** A hint that something started or ended, so that the pool looks sooner. Missing hints cost time, never correctness. */
  onChange(listener: (workerId: string) => void): () => void;
  /** Ends every worker it started, where they cannot outlive this process. */
  close(): Promise<void>;
}
