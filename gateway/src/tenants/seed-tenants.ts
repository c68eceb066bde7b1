import { failures } from '@brooder/contracts';
import { makeVerifier } from '@brooder/pgwire';
import type { Store, WarehouseRow } from '../store/index.ts';
import { checkName } from './names.ts';
import { checkWarehouseOptions } from './warehouse-options.ts';
import { checkWarehouseSecrets } from './warehouse-secrets.ts';

export interface SeedOrg {
  id: string;
  /** Only for an org that is made. */
  maxWorkers?: number;
  users: readonly { name: string; password: string }[];
  warehouse?: Omit<WarehouseRow, 'org' | 'state'>;
}

export interface SeedReport {
  /** False: the store had to be empty and is not, so nothing was done. */
  seeded: boolean;
  orgs: {
    id: string;
    change: 'created' | 'kept';
    users: { name: string; change: 'created' | 'kept' }[];
    warehouse?: 'created' | 'replaced' | 'kept';
  }[];
}

/**
 * Fills a store with orgs, users and warehouses, all or nothing. The same seed twice changes nothing the second time: orgs and users that
 * exist are kept, passwords included; a warehouse that differs is replaced.
 *
 * @throws invalidName, invalidRequest (an option or reference), alreadyExists (a database name of another org), messageTooLarge (a password)
 */
export async function seedTenants(
  store: Store,
  orgs: readonly SeedOrg[],
  { onlyIfEmpty }: { onlyIfEmpty: boolean },
): Promise<SeedReport> {
  for (const org of orgs) checkOrg(org);
  const users = await Promise.all(
    orgs.flatMap(({ id, users }) =>
      users.map(async ({ name, password }) => ({ org: id, name, verifier: await makeVerifier(password) })),
    ),
  );
  const warehouses = orgs.flatMap(({ id, warehouse }): WarehouseRow[] =>
    warehouse ? [{ ...warehouse, org: id, state: 'ready' }] : [],
  );
  for (const { org, database } of warehouses) {
    const holder = await store.warehouseByDatabase(database);
    if (holder && holder.org !== org)
      throw failures.alreadyExists({ what: `Database "${database}" of org "${holder.org}"` });
  }
  const rows = {
    orgs: orgs.map(({ id, maxWorkers }) => ({ id, ...(maxWorkers !== undefined && { maxWorkers }) })),
    users,
    warehouses,
  };
  const done = await store.applySeed(rows, { onlyIfEmpty });
  if (!done.seeded) return { seeded: false, orgs: [] };
  const kept = (made: boolean) => (made ? 'created' : 'kept');
  return {
    seeded: true,
    orgs: orgs.map(({ id, users, warehouse }) => ({
      id,
      change: kept(done.orgs.includes(id)),
      users: users.map(({ name }) => ({
        name,
        change: kept(done.users.some((user) => user.org === id && user.name === name)),
      })),
      ...(warehouse && { warehouse: done.warehouses.find(({ org }) => org === id)?.change ?? 'kept' }),
    })),
  };
}

function checkOrg({ id, users, warehouse }: SeedOrg): void {
  checkName('The name of an org', id);
  for (const { name, password } of users) {
    checkName('The name of a user', name);
    if (password === '') throw failures.invalidRequest({ reason: `The password of user "${name}" must not be empty.` });
  }
  if (!warehouse) return;
  checkName('The name of a database', warehouse.database);
  checkWarehouseOptions(warehouse.kind, warehouse.options);
  checkWarehouseSecrets(warehouse);
}
