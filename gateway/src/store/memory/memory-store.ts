import { type Clock, failures, type Random } from '@brooder/contracts';
import type { Store } from '../store.ts';
import * as session from './session-steps.ts';
import { emptyTables, sessionRow, type Tables, userKey, workerRow } from './tables.ts';
import * as tenant from './tenant-steps.ts';
import * as worker from './worker-steps.ts';

/**
 * Called before (`claim:before`) and after (`claim:after`) the one atomic step of each method. A simulation delays the caller by a
 * promise that resolves later, or crashes it by one that never does or rejects: before the step nothing has happened, after it
 * everything has, and the caller does not know.
 */
export type YieldPoint = (name: `${keyof Store}:before` | `${keyof Store}:after`) => Promise<void>;

export interface MemoryStoreOptions {
  /** The store's own clock: all ages come from it. */
  clock: Clock;
  /** Chooses which idle worker a claim gets, since no caller may depend on it; absent takes the one idle for longest. */
  random?: Random;
  yieldPoint?: YieldPoint;
}

/** The shared truth. It is a `Store` itself; `view` gives one gateway its own way in. */
export interface MemoryStore extends Store {
  /** The same rows, seen by one gateway; its yield point, if any, replaces the store's. Closing a view closes no other. */
  view(instance: string, yieldPoint?: YieldPoint): Store;
}

/** A store without Postgres, for simulations and for tests of what stands on the store. Nothing outlives the process. */
export function createMemoryStore(options: MemoryStoreOptions): MemoryStore {
  const tables = emptyTables();
  const open = (yieldPoint: YieldPoint | undefined) =>
    openView(tables, { ...options, ...(yieldPoint && { yieldPoint }) });
  return { ...open(undefined), view: (_instance, yieldPoint) => open(yieldPoint) };
}

function openView(tables: Tables, { clock, random, yieldPoint }: MemoryStoreOptions): Store {
  let closed = false;

  /** Runs `step` with nothing in between, and gives its rows as copies: what a caller does to them changes nothing here. */
  async function atomic<T>(name: keyof Store, step: (now: number) => T): Promise<T> {
    await yieldPoint?.(`${name}:before`);
    if (closed) throw failures.configStoreUnavailable({ reason: 'it was closed' });
    let outcome: { value: T } | { thrown: unknown };
    try {
      outcome = { value: structuredClone(step(clock.now())) };
    } catch (thrown) {
      outcome = { thrown };
    }
    await yieldPoint?.(`${name}:after`);
    if ('thrown' in outcome) throw outcome.thrown;
    return outcome.value;
  }

  return {
    createOrg: (id, options) => atomic('createOrg', () => tenant.createOrg(tables, id, options ?? {}, clock.wall())),
    setOrgSuspended: (id, suspended) => atomic('setOrgSuspended', () => tenant.setOrgSuspended(tables, id, suspended)),
    orgs: () => atomic('orgs', () => [...tables.orgs.values()].sort(tenant.byName((org) => org.id))),
    org: (id) => atomic('org', () => tables.orgs.get(id)),
    putUser: (user, mode) => atomic('putUser', () => tenant.putUser(tables, user, mode, clock.wall())),
    setUserDisabled: (org, name, disabled) =>
      atomic('setUserDisabled', () => tenant.setUserDisabled(tables, org, name, disabled)),
    users: (org) => atomic('users', () => tenant.usersOf(tables, org)),
    user: (org, name) => atomic('user', () => tables.users.get(userKey(org, name))),
    putWarehouse: (warehouse) => atomic('putWarehouse', () => tenant.putWarehouse(tables, warehouse)),
    warehouseOfOrg: (org) => atomic('warehouseOfOrg', () => tables.warehouses.get(org)),
    warehouseByDatabase: (database) =>
      atomic('warehouseByDatabase', () => tenant.warehouseByDatabase(tables, database)),
    applySeed: (rows, { onlyIfEmpty }) =>
      atomic('applySeed', () => tenant.applySeed(tables, rows, onlyIfEmpty, clock.wall())),

    insertSpawning: (row, limits) => atomic('insertSpawning', (now) => worker.insertSpawning(tables, row, limits, now)),
    claim: (request) => atomic('claim', (now) => worker.claim(tables, request, now, random)),
    workerByClaim: (claimId) =>
      atomic('workerByClaim', (now) => {
        const found = [...tables.workers.values()].find((record) => record.claimId === claimId);
        return found && workerRow(tables, found, now);
      }),
    transition: (request) => atomic('transition', (now) => worker.transition(tables, request, now)),
    worker: (id) =>
      atomic('worker', (now) => {
        const found = tables.workers.get(id);
        return found && workerRow(tables, found, now);
      }),
    workers: (filter) => atomic('workers', (now) => worker.listWorkers(tables, filter, now)),
    recordHeartbeat: (ids) =>
      atomic('recordHeartbeat', (now) => {
        for (const id of ids) {
          const found = tables.workers.get(id);
          if (found && found.state !== 'retired' && found.state !== 'lost') found.heartbeatAt = now;
        }
      }),
    forgetRetired: (ageMs) => atomic('forgetRetired', (now) => worker.forgetRetired(tables, ageMs, now)),

    heartbeatInstance: (id, state) =>
      atomic('heartbeatInstance', (now) => session.heartbeatInstance(tables, id, state, now)),
    expireInstances: (ageMs) => atomic('expireInstances', (now) => session.expireInstances(tables, ageMs, now)),
    instances: () => atomic('instances', (now) => session.listInstances(tables, now)),
    removeInstance: (id) =>
      atomic('removeInstance', (now) => {
        tables.instances.delete(id);
        session.removeSessions(tables, session.matching(tables, { instance: id }), now);
      }),

    insertSession: (row, workerEpoch) =>
      atomic('insertSession', (now) => session.insertSession(tables, row, workerEpoch, now)),
    removeSession: (id) =>
      atomic('removeSession', (now) => {
        const found = tables.sessions.get(id);
        if (found) session.removeSessions(tables, [found], now);
      }),
    session: (id) =>
      atomic('session', (now) => {
        const found = tables.sessions.get(id);
        return found && sessionRow(found, now);
      }),
    sessionByCancelKey: (pid, secret) =>
      atomic('sessionByCancelKey', (now) => session.sessionByCancelKey(tables, pid, secret, now)),
    sessions: (filter) => atomic('sessions', (now) => session.listSessions(tables, filter, now)),
    removeSessionsOfWorker: (workerId) =>
      atomic('removeSessionsOfWorker', (now) =>
        session.removeSessions(tables, session.matching(tables, { workerId }), now),
      ),

    async close() {
      closed = true;
    },
  };
}
