import type { WorkerState } from '@brooder/contracts';
import type { InstanceRow, OrgRow, OrgUserRow, SessionRow, WarehouseRow, WorkerRow } from '../store.ts';

/** Ages are kept as instants of the store's clock, and become ages when a row is read. */
export interface WorkerRecord extends Omit<WorkerRow, 'stateAgeMs' | 'heartbeatAgeMs' | 'idleAgeMs' | 'sessions'> {
  stateSince: number;
  heartbeatAt: number;
  idleSince: number;
}
export interface SessionRecord extends Omit<SessionRow, 'ageMs'> {
  since: number;
}
export interface InstanceRecord extends Omit<InstanceRow, 'heartbeatAgeMs'> {
  heartbeatAt: number;
}

/** All rows. Maps keep insertion order, which is the order of age. */
export interface Tables {
  orgs: Map<string, OrgRow>;
  /** By `userKey`. */
  users: Map<string, OrgUserRow>;
  /** By org. */
  warehouses: Map<string, WarehouseRow>;
  workers: Map<string, WorkerRecord>;
  instances: Map<string, InstanceRecord>;
  sessions: Map<string, SessionRecord>;
}

export function emptyTables(): Tables {
  return {
    orgs: new Map(),
    users: new Map(),
    warehouses: new Map(),
    workers: new Map(),
    instances: new Map(),
    sessions: new Map(),
  };
}

/** No name contains a line feed, so two pairs never share a key. */
export const userKey = (org: string, name: string) => `${org}\n${name}`;

export function sessionsOf(tables: Tables, workerId: string): SessionRecord[] {
  return [...tables.sessions.values()].filter((session) => session.workerId === workerId);
}

export function workerRow(tables: Tables, record: WorkerRecord, now: number): WorkerRow {
  const { stateSince, heartbeatAt, idleSince, ...rest } = record;
  const sessions = sessionsOf(tables, record.id).length;
  return {
    ...rest,
    stateAgeMs: now - stateSince,
    heartbeatAgeMs: now - heartbeatAt,
    idleAgeMs: sessions > 0 ? 0 : now - idleSince,
    sessions,
  };
}

export function sessionRow({ since, ...rest }: SessionRecord, now: number): SessionRow {
  return { ...rest, ageMs: now - since };
}

/** The one place where a worker's state changes. */
export function moveTo(record: WorkerRecord, to: WorkerState, now: number): void {
  record.state = to;
  record.stateSince = now;
  if (to === 'idle' || to === 'hot') record.heartbeatAt = now;
  if (to === 'hot') record.idleSince = now;
}
