import { failures } from '@brooder/contracts';
import type { InstanceRow, SessionRow, Store } from '../store.ts';
import { type SessionRecord, sessionRow, sessionsOf, type Tables } from './tables.ts';
import { byName } from './tenant-steps.ts';

/** Expired instances are remembered this long, for people who look at the list. */
const dayMs = 86_400_000;

export function insertSession(
  tables: Tables,
  row: Omit<SessionRow, 'ageMs'>,
  workerEpoch: bigint,
  now: number,
): boolean {
  const worker = tables.workers.get(row.workerId);
  if (worker?.state !== 'hot' || worker.epoch !== workerEpoch || worker.org !== row.org) return false;
  const present = tables.sessions.get(row.id);
  if (present && present.workerId === row.workerId) return true;
  if (!present && sessionsOf(tables, row.workerId).length >= worker.maxSessions) return false;
  const sameKey = (other: SessionRecord) =>
    row.cancelPid !== undefined && other.cancelPid === row.cancelPid && other.cancelSecret === row.cancelSecret;
  if (present || [...tables.sessions.values()].some(sameKey)) {
    throw failures.alreadyExists({ what: 'A session with this id or cancel key' });
  }
  tables.sessions.set(row.id, { ...row, since: now });
  return true;
}

export function removeSessions(tables: Tables, sessions: readonly SessionRecord[], now: number): number {
  for (const session of sessions) {
    tables.sessions.delete(session.id);
    const worker = tables.workers.get(session.workerId);
    if (worker) worker.idleSince = now;
  }
  return sessions.length;
}

export function sessionByCancelKey(tables: Tables, pid: number, secret: string, now: number): SessionRow | undefined {
  const found = [...tables.sessions.values()].find((s) => s.cancelPid === pid && s.cancelSecret === secret);
  return found && sessionRow(found, now);
}

export function listSessions(tables: Tables, filter: Parameters<Store['sessions']>[0], now: number): SessionRow[] {
  return matching(tables, filter ?? {})
    .sort(byName((session) => session.id))
    .map((session) => sessionRow(session, now));
}

export function heartbeatInstance(
  tables: Tables,
  id: string,
  state: 'active' | 'draining',
  now: number,
): { revived: boolean } {
  const revived = tables.instances.get(id)?.state === 'expired';
  tables.instances.set(id, { id, state, heartbeatAt: now });
  return { revived };
}

export function expireInstances(tables: Tables, ageMs: number, now: number): string[] {
  const expired: string[] = [];
  for (const instance of tables.instances.values()) {
    const age = now - instance.heartbeatAt;
    if (instance.state === 'expired') {
      if (age >= dayMs) tables.instances.delete(instance.id);
    } else if (age >= ageMs) {
      instance.state = 'expired';
      removeSessions(tables, matching(tables, { instance: instance.id }), now);
      expired.push(instance.id);
    }
  }
  return expired.sort();
}

export function listInstances(tables: Tables, now: number): InstanceRow[] {
  return [...tables.instances.values()]
    .sort(byName((instance) => instance.id))
    .map(({ heartbeatAt, ...rest }) => ({ ...rest, heartbeatAgeMs: now - heartbeatAt }));
}

export function matching(
  tables: Tables,
  filter: { org?: string; workerId?: string; instance?: string },
): SessionRecord[] {
  return [...tables.sessions.values()].filter(
    (session) =>
      (filter.org === undefined || session.org === filter.org) &&
      (filter.workerId === undefined || session.workerId === filter.workerId) &&
      (filter.instance === undefined || session.instance === filter.instance),
  );
}
