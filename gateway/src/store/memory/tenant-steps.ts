import { isDeepStrictEqual } from 'node:util';
import { failures } from '@brooder/contracts';
import type { OrgRow, OrgUserRow, SeedOutcome, SeedRows, WarehouseRow } from '../store.ts';
import { type Tables, userKey } from './tables.ts';

export function createOrg(tables: Tables, id: string, options: { maxWorkers?: number }, wall: Date): OrgRow {
  if (tables.orgs.has(id)) throw failures.alreadyExists({ what: `Org "${id}"` });
  const org: OrgRow = { id, epoch: 0n, suspended: false, createdAt: wall, ...options };
  tables.orgs.set(id, org);
  return { ...org };
}

export function setOrgSuspended(tables: Tables, id: string, suspended: boolean): OrgRow {
  const org = knownOrg(tables, id);
  org.suspended = suspended;
  if (suspended) org.epoch += 1n;
  return { ...org };
}

export function putUser(
  tables: Tables,
  user: { org: string; name: string; verifier: string },
  mode: 'create' | 'replace',
  wall: Date,
): void {
  knownOrg(tables, user.org);
  const key = userKey(user.org, user.name);
  const present = tables.users.get(key);
  if (present && mode === 'create') throw failures.alreadyExists({ what: `User "${user.name}"` });
  if (present) present.verifier = user.verifier;
  else tables.users.set(key, { ...user, disabled: false, createdAt: wall });
}

export function setUserDisabled(tables: Tables, org: string, name: string, disabled: boolean): void {
  const user = tables.users.get(userKey(org, name));
  if (!user) throw failures.notFound({ what: `User "${name}"` });
  user.disabled = disabled;
}

export function usersOf(tables: Tables, org: string): OrgUserRow[] {
  return [...tables.users.values()].filter((user) => user.org === org).sort(byName((user) => user.name));
}

export function putWarehouse(tables: Tables, warehouse: WarehouseRow): void {
  refuseTaken(tables, warehouse);
  knownOrg(tables, warehouse.org);
  tables.warehouses.set(warehouse.org, { ...warehouse, options: { ...warehouse.options } });
}

function refuseTaken(tables: Tables, { org, database }: WarehouseRow): void {
  const holder = warehouseByDatabase(tables, database);
  if (holder && holder.org !== org) throw failures.alreadyExists({ what: `Database "${database}"` });
}

export function warehouseByDatabase(tables: Tables, database: string): WarehouseRow | undefined {
  return [...tables.warehouses.values()].find((warehouse) => warehouse.database === database);
}

/**
 * Works on a copy that takes the tables' place only when every step succeeded. Database names are looked at first, as in Postgres, which
 * checks foreign keys at the end of a statement.
 */
export function applySeed(tables: Tables, rows: SeedRows, onlyIfEmpty: boolean, wall: Date): SeedOutcome {
  const outcome: SeedOutcome = { seeded: !onlyIfEmpty || tables.orgs.size === 0, orgs: [], users: [], warehouses: [] };
  if (!outcome.seeded) return outcome;
  const copy = structuredClone(tables);
  for (const { id, ...options } of rows.orgs) {
    if (copy.orgs.has(id)) continue;
    createOrg(copy, id, options, wall);
    outcome.orgs.push(id);
  }
  for (const warehouse of rows.warehouses) {
    const present = copy.warehouses.get(warehouse.org);
    if (present && isDeepStrictEqual(present, warehouse)) continue;
    refuseTaken(copy, warehouse);
    copy.warehouses.set(warehouse.org, structuredClone(warehouse));
    outcome.warehouses.push({ org: warehouse.org, change: present ? 'replaced' : 'created' });
  }
  for (const { org } of rows.warehouses) knownOrg(copy, org);
  for (const { org, name, verifier } of rows.users) {
    if (copy.users.has(userKey(org, name))) continue;
    putUser(copy, { org, name, verifier }, 'create', wall);
    outcome.users.push({ org, name });
  }
  Object.assign(tables, copy);
  outcome.orgs.sort(byName((org) => org));
  outcome.users.sort(byName(({ org, name }) => userKey(org, name)));
  outcome.warehouses.sort(byName(({ org }) => org));
  return outcome;
}

export function knownOrg(tables: Tables, id: string): OrgRow {
  const org = tables.orgs.get(id);
  if (!org) throw failures.notFound({ what: `Org "${id}"` });
  return org;
}

/** Byte order, as Postgres sorts under the collation "C". */
export function byName<T>(name: (row: T) => string): (a: T, b: T) => number {
  return (a, b) => Buffer.compare(Buffer.from(name(a)), Buffer.from(name(b)));
}
