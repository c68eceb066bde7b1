/**
 * The config store as the control plane sees it. Truth lives here: every lifecycle move is a compare-and-set on a row, and no caller
 * decides from memory. Two implementations keep one contract test suite: Postgres (production and embedded) and memory (simulation).
 *
 * All ages are computed by the store's own clock (`clock_timestamp()` in Postgres); wall clocks of gateways are never compared.
 */
import type { WarehouseKind, WarehouseSecrets, WorkerIdentity, WorkerRole, WorkerState } from '@brooder/contracts';

export interface OrgRow {
  id: string;
  /** Grows when the org is suspended; sessions of an older number end. */
  epoch: bigint;
  suspended: boolean;
  /** Workers this org may hold; absent takes the gateway's setting. */
  maxWorkers?: number;
  createdAt: Date;
}

export interface OrgUserRow {
  org: string;
  name: string;
  /** `SCRAM-SHA-256$<iterations>:<salt>$<stored key>:<server key>`, as PostgreSQL keeps it; never the password. */
  verifier: string;
  disabled: boolean;
  createdAt: Date;
}

export interface WarehouseRow {
  org: string;
  /** Name clients put in `dbname`; unique over all orgs. */
  database: string;
  kind: WarehouseKind;
  /** Kind-specific, without secrets: `{ path }` for duckdb-file, … */
  options: Readonly<Record<string, string>>;
  state: 'ready' | 'pending' | 'failed' | 'deleting';
  /** Where its credentials are; never their values. Absent, not empty, when there are none. */
  secrets?: WarehouseSecrets;
  /** Who its workers are; given whenever `secrets` is. */
  workerIdentity?: WorkerIdentity;
}

export interface SeedRows {
  orgs: readonly { id: string; maxWorkers?: number }[];
  users: readonly { org: string; name: string; verifier: string }[];
  warehouses: readonly WarehouseRow[];
}

/** What `applySeed` changed, each list in the order of its names; what is in no list was there as it should be. */
export interface SeedOutcome {
  /** False when the store had to be empty and is not: then nothing was done. */
  seeded: boolean;
  orgs: string[];
  users: { org: string; name: string }[];
  warehouses: { org: string; change: 'created' | 'replaced' }[];
}

export interface WorkerRow {
  id: string;
  pool: string;
  state: WorkerState;
  role: WorkerRole;
  /** Grows at each claim; every write names the epoch it believes in. */
  epoch: bigint;
  /** Set from `reserved` on, kept afterwards for the history. */
  org?: string;
  claimId?: string;
  /** Gateway instance that ordered the start or holds the claim; only reservations and activations die with it. */
  instance?: string;
  host?: string;
  port?: number;
  /** Uid of the process or pod, so that a delete meets the very one meant. */
  uid?: string;
  maxSessions: number;
  templateHash: string;
  /** Why it was drained or lost. */
  reason?: string;
  /** Milliseconds since the last change of state. */
  stateAgeMs: number;
  /** Milliseconds since the last successful `describe` any gateway recorded; a move to `idle` or `hot` counts as one. */
  heartbeatAgeMs: number;
  /** Milliseconds since the worker last had a session (or became hot); 0 while it has one. */
  idleAgeMs: number;
  /** Open sessions by the sessions table. */
  sessions: number;
}

export interface InstanceRow {
  id: string;
  state: 'active' | 'draining' | 'expired';
  heartbeatAgeMs: number;
}

export interface SessionRow {
  id: string;
  org: string;
  user: string;
  database: string;
  protocol: 'pg' | 'flight';
  workerId: string;
  instance: string;
  /** Postgres cancel key: process id and secret; unique pair. */
  cancelPid?: number;
  cancelSecret?: string;
  remote: string;
  application: string;
  ageMs: number;
}

export interface ClaimRequest {
  pool: string;
  org: string;
  /** Made by the caller; a retry after a lost COMMIT finds its own claim by it instead of taking a second worker. */
  claimId: string;
  instance: string;
  /** Cap of this org; counted in the same transaction. */
  maxWorkersPerOrg: number;
}

export type ClaimOutcome =
  /** An idle worker moved to `reserved`, epoch + 1. */
  | { outcome: 'claimed'; worker: WorkerRow }
  /** The org already has a worker being reserved or activated by someone; wait for it. */
  | { outcome: 'pending'; worker: WorkerRow }
  /** The org has a hot worker with room. */
  | { outcome: 'hot'; worker: WorkerRow }
  | { outcome: 'none-idle' }
  | { outcome: 'cap'; limit: number };

/** Compare-and-set: applies only to a row in one of `from` at exactly `epoch`. */
export interface TransitionRequest {
  workerId: string;
  from: readonly WorkerState[];
  to: WorkerState;
  epoch: bigint;
  instance?: string;
  reason?: string;
  host?: string;
  port?: number;
  uid?: string;
}

export interface Store {
  // Orgs, users, warehouses
  /** @throws alreadyExists */
  createOrg(id: string, options?: { maxWorkers?: number }): Promise<OrgRow>;
  /** Suspending adds 1 to the org's epoch, each time; lifting the suspension leaves it. @throws notFound */
  setOrgSuspended(id: string, suspended: boolean): Promise<OrgRow>;
  orgs(): Promise<OrgRow[]>;
  org(id: string): Promise<OrgRow | undefined>;
  /**
   * `create` refuses an existing name; `replace` changes the verifier of an existing user, and makes a missing one.
   * @throws alreadyExists, notFound (the org)
   */
  putUser(user: { org: string; name: string; verifier: string }, mode: 'create' | 'replace'): Promise<void>;
  /** @throws notFound */
  setUserDisabled(org: string, name: string, disabled: boolean): Promise<void>;
  users(org: string): Promise<OrgUserRow[]>;
  user(org: string, name: string): Promise<OrgUserRow | undefined>;
  /** One per org: replaces the org's row. @throws notFound (the org), alreadyExists (another org has that database name) */
  putWarehouse(warehouse: WarehouseRow): Promise<void>;
  warehouseOfOrg(org: string): Promise<WarehouseRow | undefined>;
  warehouseByDatabase(database: string): Promise<WarehouseRow | undefined>;
  /**
   * Makes the orgs and users that are missing, and makes or replaces the warehouses, all or nothing. Orgs and users that exist stay as
   * they are. One transaction, so that a seed that was broken off does not leave a store that is no longer empty.
   * @throws notFound (an org of a user or warehouse), alreadyExists (another org has a database name)
   */
  applySeed(rows: SeedRows, options: { onlyIfEmpty: boolean }): Promise<SeedOutcome>;

  // Workers
  /**
   * Writes the intent row of a worker (`spawning`, epoch 0) if the pool's living rows, all states together, stay within
   * `maxWorkers`, and, for `warm` demand, if idle + spawning is still below `warmTarget`. Counted and written in one transaction.
   * A row that exists under this id answers `inserted`, so that a retry after a lost answer is safe.
   */
  insertSpawning(
    row: { id: string; pool: string; instance: string; maxSessions: number; templateHash: string; role: WorkerRole },
    limits: { maxWorkers: number; warmTarget?: number },
  ): Promise<'inserted' | 'at-target' | 'at-cap'>;
  /**
   * One transaction under a per-org lock; `FOR UPDATE SKIP LOCKED` on the idle rows. In this order: the worker this claim id
   * already holds (`claimed`, or `hot`), the org's hot worker with most room, in whatever pool (`hot`), one of the org's that is being reserved
   * or activated (`pending`), the cap, then the pool's worker that has been idle for longest.
   * @throws notFound  no such org
   * @throws fenced    the claim id was used, and its worker has left the leased states
   */
  claim(request: ClaimRequest): Promise<ClaimOutcome>;
  /** Finds the worker a claim id holds, for a caller that never learned the outcome. */
  workerByClaim(claimId: string): Promise<WorkerRow | undefined>;
  /**
   * `host`, `port`, `uid`, `reason` and `instance` are written when given and kept otherwise. Moving to `hot` starts the idle age.
   * @throws fenced       no row at that epoch in one of `from`
   * @throws edgeRefused  the edge is not in `workerEdges` (the trigger refuses it too)
   */
  transition(request: TransitionRequest): Promise<WorkerRow>;
  worker(id: string): Promise<WorkerRow | undefined>;
  /** Rows in `states`, or, without it, all but retired ones; newest first. */
  workers(filter?: { pool?: string; org?: string; states?: readonly WorkerState[] }): Promise<WorkerRow[]>;
  /** Ids without a living row are passed over. */
  recordHeartbeat(workerIds: readonly string[]): Promise<void>;
  /** Deletes retired rows older than `ageMs`; the history table keeps what happened. */
  forgetRetired(ageMs: number): Promise<number>;

  // Gateway instances
  /**
   * `revived` is true when others had marked this instance expired: its session rows are gone, so it must end those sessions.
   */
  heartbeatInstance(id: string, state: 'active' | 'draining'): Promise<{ revived: boolean }>;
  /**
   * Marks instances silent for `ageMs` as expired and removes their sessions; gives the ids it expired. Rows expired for a day go.
   */
  expireInstances(ageMs: number): Promise<string[]>;
  instances(): Promise<InstanceRow[]>;
  /** An orderly end: removes the instance and its sessions. */
  removeInstance(id: string): Promise<void>;

  // Sessions
  /**
   * Opens a session on a hot worker if it has room; one transaction. The same id on the same worker again answers true, so that a
   * retry after a lost answer is safe. A crash of the Postgres server may lose rows of the last second (they are not fsynced one by one).
   * @returns false when the worker is not hot at that epoch, is full, or serves another org
   * @throws alreadyExists  the id or the cancel key is taken by another session
   */
  insertSession(row: Omit<SessionRow, 'ageMs'>, workerEpoch: bigint): Promise<boolean>;
  /** A session that is gone is success. The worker's idle age begins with its last session's end. */
  removeSession(id: string): Promise<void>;
  session(id: string): Promise<SessionRow | undefined>;
  sessionByCancelKey(pid: number, secret: string): Promise<SessionRow | undefined>;
  sessions(filter?: { org?: string; workerId?: string; instance?: string }): Promise<SessionRow[]>;
  removeSessionsOfWorker(workerId: string): Promise<number>;

  close(): Promise<void>;
}
