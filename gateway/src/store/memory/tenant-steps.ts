import { failures } from '@brooder/contracts';
import type { OrgRow, OrgUserRow, WarehouseRow } from '../store.ts';
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
  const holder = warehouseByDatabase(tables, warehouse.database);
  if (holder && holder.org !== warehouse.org) {
    throw failures.alreadyExists({ what: `Database "${warehouse.database}"` });
  }
  knownOrg(tables, warehouse.org);
  tables.warehouses.set(warehouse.org, { ...warehouse, options: { ...warehouse.options } });
}

export function warehouseByDatabase(tables: Tables, database: string): WarehouseRow | undefined {
  return [...tables.warehouses.values()].find((warehouse) => warehouse.database === database);
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
