import type { Settings } from '@brooder/contracts';
import type { Store, Tenants } from '@brooder/gateway';
import type { DataDirectory } from '../data-dir/index.ts';
import { demoTable, writeDemoWarehouse } from '../demo-data.ts';

/** The org, database and login that `brooder up` gives its user. */
export const localOrg = { id: 'local', database: 'brooder' } as const;

/** Makes org, user and warehouse when they are missing; what is there stays as it is, password included. */
export async function ensureLocalOrg(
  store: Store,
  tenants: Tenants,
  settings: Settings,
  directory: DataDirectory,
): Promise<void> {
  if ((await store.org(localOrg.id)) === undefined) await tenants.createOrg({ id: localOrg.id });
  const user = { org: localOrg.id, name: settings.adminUser };
  if ((await store.user(user.org, user.name)) === undefined && settings.adminPassword !== undefined) {
    await tenants.createUser({ ...user, password: settings.adminPassword });
  }
  if ((await store.warehouseOfOrg(localOrg.id)) === undefined) {
    await tenants.putWarehouse({
      org: localOrg.id,
      database: localOrg.database,
      kind: 'duckdb-file',
      options: { path: directory.warehouseFile(localOrg.id, localOrg.database) },
    });
  }
}

export async function ensureDemoTable(
  directory: DataDirectory,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<void> {
  const begin = performance.now();
  say(`Looking for the demo table "${demoTable.name}" (${demoTable.rows.toLocaleString('en')} rows, written once) …`);
  if (await writeDemoWarehouse(directory.warehouseFile(localOrg.id, localOrg.database), signal)) {
    say(`The demo table is written (${((performance.now() - begin) / 1_000).toFixed(1)} s).`);
  }
}
