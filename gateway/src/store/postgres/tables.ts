import type { WarehouseKind, WorkerRole, WorkerState } from '@brooder/contracts';
import {
  DummyDriver,
  type Generated,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import type { InstanceRow, OrgRow, OrgUserRow, SessionRow, WarehouseRow, WorkerRow } from '../store.ts';

/** Columns as the `pg` driver gives them: bigint as text, timestamptz as Date, double precision as number. */
export interface OrgColumns {
  id: string;
  epoch: Generated<string>;
  suspended: Generated<boolean>;
  max_workers: number | null;
  created_at: Generated<Date>;
}
export interface OrgUserColumns {
  org: string;
  name: string;
  verifier: string;
  disabled: Generated<boolean>;
  created_at: Generated<Date>;
}
export interface WarehouseColumns {
  org: string;
  database: string;
  kind: WarehouseKind;
  /** jsonb: written as its text, read parsed. */
  options: Record<string, string> | string;
  state: WarehouseRow['state'];
  secret_refs: WarehouseRow['secrets'] | string | null;
  worker_identity: WarehouseRow['workerIdentity'] | string | null;
}
export interface WorkerColumns {
  seq: string;
  id: string;
  pool: string;
  state: WorkerState;
  role: WorkerRole;
  epoch: string;
  org: string | null;
  claim_id: string | null;
  instance: string | null;
  host: string | null;
  port: number | null;
  uid: string | null;
  max_sessions: number;
  template_hash: string;
  reason: string | null;
  state_age_ms: number;
  heartbeat_age_ms: number;
  idle_age_ms: number;
  sessions: number;
}
export interface WorkerRecordColumns {
  id: string;
  state: WorkerState;
  state_since: Date;
}
export interface InstanceColumns {
  id: string;
  state: InstanceRow['state'];
  heartbeat_at: Date;
}
export interface SessionColumns {
  id: string;
  org: string;
  user: string;
  database: string;
  protocol: SessionRow['protocol'];
  worker_id: string;
  instance: string;
  cancel_pid: string | null;
  cancel_secret: string | null;
  remote: string;
  application: string;
  since: Date;
}

export interface Tables {
  'brooder.orgs': OrgColumns;
  'brooder.org_users': OrgUserColumns;
  'brooder.managed_warehouses': WarehouseColumns;
  'brooder.workers': WorkerColumns;
  'brooder.worker_records': WorkerRecordColumns;
  'brooder.cp_instances': InstanceColumns;
  'brooder.sessions': SessionColumns;
}

/** Writes SQL and runs none: statements run through the caller, which holds deadlines and reconnects. */
export const build = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** A copy without the columns that are null: rows leave them out. */
function present<T extends object>(row: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as never;
}

export function orgRow(row: { [K in keyof OrgColumns]: unknown }): OrgRow {
  const columns = row as {
    id: string;
    epoch: string;
    suspended: boolean;
    max_workers: number | null;
    created_at: Date;
  };
  return {
    id: columns.id,
    epoch: BigInt(columns.epoch),
    suspended: columns.suspended,
    createdAt: columns.created_at,
    ...present({ maxWorkers: columns.max_workers }),
  };
}

export function userRow(row: { [K in keyof OrgUserColumns]: unknown }): OrgUserRow {
  const { created_at, ...rest } = row;
  return { ...rest, createdAt: created_at } as OrgUserRow;
}

export function warehouseRow(row: WarehouseColumns): WarehouseRow {
  const { secret_refs, worker_identity, ...rest } = row;
  return { ...rest, ...present({ secrets: secret_refs, workerIdentity: worker_identity }) } as WarehouseRow;
}

/** jsonb is written as its text. */
export function warehouseColumns(row: WarehouseRow): WarehouseColumns {
  const { options, secrets, workerIdentity, ...rest } = row;
  const text = (value: object | undefined) => (value === undefined ? null : JSON.stringify(value));
  return {
    ...rest,
    options: JSON.stringify(options),
    secret_refs: text(secrets),
    worker_identity: text(workerIdentity),
  };
}

export function workerRow(row: WorkerColumns): WorkerRow {
  return {
    id: row.id,
    pool: row.pool,
    state: row.state,
    role: row.role,
    epoch: BigInt(row.epoch),
    maxSessions: row.max_sessions,
    templateHash: row.template_hash,
    stateAgeMs: row.state_age_ms,
    heartbeatAgeMs: row.heartbeat_age_ms,
    idleAgeMs: row.idle_age_ms,
    sessions: row.sessions,
    ...present({
      org: row.org,
      claimId: row.claim_id,
      instance: row.instance,
      host: row.host,
      port: row.port,
      uid: row.uid,
      reason: row.reason,
    }),
  };
}

export function sessionRow(row: SessionColumns & { age_ms: number }): SessionRow {
  return {
    id: row.id,
    org: row.org,
    user: row.user,
    database: row.database,
    protocol: row.protocol,
    workerId: row.worker_id,
    instance: row.instance,
    remote: row.remote,
    application: row.application,
    ageMs: row.age_ms,
    ...present({
      cancelPid: row.cancel_pid === null ? null : Number(row.cancel_pid),
      cancelSecret: row.cancel_secret,
    }),
  };
}
