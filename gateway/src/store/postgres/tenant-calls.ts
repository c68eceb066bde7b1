import { failures } from '@brooder/contracts';
import { sql } from 'kysely';
import type { Store } from '../store.ts';
import type { Caller, Statement } from './caller.ts';
import { applySeed } from './seed-call.ts';
import {
  build,
  type OrgColumns,
  type OrgUserColumns,
  orgRow,
  userRow,
  type WarehouseColumns,
  warehouseColumns,
  warehouseRow,
} from './tables.ts';

type TenantMethod =
  | 'createOrg'
  | 'setOrgSuspended'
  | 'orgs'
  | 'org'
  | 'putUser'
  | 'setUserDisabled'
  | 'users'
  | 'user'
  | 'putWarehouse'
  | 'warehouseOfOrg'
  | 'warehouseByDatabase'
  | 'applySeed';

export const compiled = (query: { compile(): { sql: string; parameters: readonly unknown[] } }): Statement => {
  const { sql: text, parameters: values } = query.compile();
  return { text, values };
};

export function tenantCalls(call: Caller): Pick<Store, TenantMethod> {
  const read = <R>(method: TenantMethod, query: Parameters<typeof compiled>[0]) =>
    call<R>(method, () => compiled(query), { repeatable: true });

  return {
    async createOrg(id, options) {
      const query = build
        .insertInto('brooder.orgs')
        .values({ id, max_workers: options?.maxWorkers ?? null })
        .returningAll();
      const subject = { what: `Org "${id}"` };
      const rows = await call<OrgColumns>('createOrg', () => compiled(query), { repeatable: false, subject });
      return orgRow(rows[0]!);
    },
    async setOrgSuspended(id, suspended) {
      const query = build
        .updateTable('brooder.orgs')
        .set({ suspended, ...(suspended && { epoch: sql<string>`epoch + 1` }) })
        .where('id', '=', id)
        .returningAll();
      // Twice is safe: the epoch grows once more, and what it ends was to end.
      const rows = await call<OrgColumns>('setOrgSuspended', () => compiled(query), { repeatable: true });
      if (!rows[0]) throw failures.notFound({ what: `Org "${id}"` });
      return orgRow(rows[0]);
    },
    async orgs() {
      return (await read<OrgColumns>('orgs', build.selectFrom('brooder.orgs').selectAll().orderBy('id'))).map(orgRow);
    },
    async org(id) {
      const query = build.selectFrom('brooder.orgs').selectAll().where('id', '=', id);
      return (await read<OrgColumns>('org', query)).map(orgRow)[0];
    },
    async putUser(user, mode) {
      const insert = build.insertInto('brooder.org_users').values(user);
      const query =
        mode === 'create'
          ? insert
          : insert.onConflict((on) => on.columns(['org', 'name']).doUpdateSet({ verifier: user.verifier }));
      const subject = { what: `User "${user.name}"` };
      await call('putUser', () => compiled(query), { repeatable: mode === 'replace', subject });
    },
    async setUserDisabled(org, name, disabled) {
      const query = build
        .updateTable('brooder.org_users')
        .set({ disabled })
        .where('org', '=', org)
        .where('name', '=', name)
        .returning('name');
      const rows = await call('setUserDisabled', () => compiled(query), { repeatable: true });
      if (rows.length === 0) throw failures.notFound({ what: `User "${name}"` });
    },
    async users(org) {
      const query = build.selectFrom('brooder.org_users').selectAll().where('org', '=', org).orderBy('name');
      return (await read<OrgUserColumns>('users', query)).map(userRow);
    },
    async user(org, name) {
      const query = build.selectFrom('brooder.org_users').selectAll().where('org', '=', org).where('name', '=', name);
      return (await read<OrgUserColumns>('user', query)).map(userRow)[0];
    },
    async putWarehouse(warehouse) {
      const { org, ...values } = warehouseColumns(warehouse);
      const query = build
        .insertInto('brooder.managed_warehouses')
        .values({ org, ...values })
        .onConflict((on) => on.column('org').doUpdateSet(values));
      const subject = { what: `Database "${warehouse.database}"` };
      await call('putWarehouse', () => compiled(query), { repeatable: true, subject });
    },
    async warehouseOfOrg(org) {
      const query = build.selectFrom('brooder.managed_warehouses').selectAll().where('org', '=', org);
      return (await read<WarehouseColumns>('warehouseOfOrg', query)).map(warehouseRow)[0];
    },
    async warehouseByDatabase(database) {
      const query = build.selectFrom('brooder.managed_warehouses').selectAll().where('database', '=', database);
      return (await read<WarehouseColumns>('warehouseByDatabase', query)).map(warehouseRow)[0];
    },
    applySeed: (rows, { onlyIfEmpty }) => applySeed(call, rows, onlyIfEmpty),
  };
}
