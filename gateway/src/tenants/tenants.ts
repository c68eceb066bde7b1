import { type Clock, failures } from '@brooder/contracts';
import { makeVerifier, mockVerifier } from '@brooder/pgwire';
import type { OrgRow, OrgUserRow, Store, WarehouseRow } from '../store/index.ts';
import { findLogin, type LoginRows } from './find-login.ts';
import { checkName } from './names.ts';
import { createRowCache } from './row-cache.ts';
import { checkWarehouseOptions } from './warehouse-options.ts';
import { checkWarehouseSecrets } from './warehouse-secrets.ts';

export interface LoginRequest {
  /** As the client sent it: `alice`, or `alice@ducks` when neither database nor host name the org. */
  user: string;
  database: string;
  /** TLS server name: `ducks.brooder.example`. */
  host?: string;
}

export interface Login {
  org: OrgRow;
  user: OrgUserRow;
  /** SCRAM verifier of that user. */
  verifier: string;
  warehouse: WarehouseRow;
}

export interface TenantsOptions {
  store: Store;
  /** Secret from which verifiers of unknown users are derived; the same on every gateway, so that an unknown user's salt never changes. */
  mockSecret: Uint8Array;
  clock: Clock;
}

export interface Tenants {
  /**
   * Undefined for an unknown or disabled user, an unknown or suspended org, or an org without a warehouse: callers tell these apart to nobody.
   * @throws configStoreUnavailable
   */
  findLogin(request: LoginRequest): Promise<Login | undefined>;
  /** A verifier no password matches, stable per user name: what a client without a login is asked for. */
  mockVerifier(user: string): string;
  /** @throws invalidName, alreadyExists */
  createOrg(org: { id: string; maxWorkers?: number }): Promise<OrgRow>;
  /** @throws invalidName, alreadyExists, notFound (the org), invalidRequest or messageTooLarge (the password) */
  createUser(user: { org: string; name: string; password: string }): Promise<OrgUserRow>;
  /** @throws notFound, invalidRequest or messageTooLarge (the password) */
  setPassword(user: { org: string; name: string; password: string }): Promise<void>;
  /**
   * Makes or replaces the warehouse of an org.
   * @throws invalidName, notFound (the org), alreadyExists (the database name), invalidRequest (its options, secrets or worker identity)
   */
  putWarehouse(warehouse: Omit<WarehouseRow, 'state'> & { state?: WarehouseRow['state'] }): Promise<WarehouseRow>;
  /** Refuses further logins at once on this gateway, within the cache's 2 s on others. @throws notFound */
  suspendOrg(id: string, suspended: boolean): Promise<OrgRow>;
  /** @throws notFound */
  disableUser(user: { org: string; name: string; disabled: boolean }): Promise<void>;
}

/** A burst of logins costs the store a few reads; a change made on another gateway is seen within 2 s. */
const cacheLimits = { lifetimeMs: 2_000, capacity: 10_000 };

const keys = {
  org: (id: string) => `org ${id}`,
  user: (org: string, name: string) => `user ${org} ${name}`,
  warehouse: (org: string) => `warehouse ${org}`,
  database: (database: string) => `database ${database}`,
};

export function createTenants({ store, mockSecret, clock }: TenantsOptions): Tenants {
  const cache = createRowCache(clock, cacheLimits);
  const rows: LoginRows = {
    org: (id) => cache.get(keys.org(id), () => store.org(id)),
    user: (org, name) => cache.get(keys.user(org, name), () => store.user(org, name)),
    warehouseOfOrg: (org) => cache.get(keys.warehouse(org), () => store.warehouseOfOrg(org)),
    warehouseByDatabase: (database) => cache.get(keys.database(database), () => store.warehouseByDatabase(database)),
  };

  /** Forgets after the write, so that a read which began before it is not kept. */
  async function changing<T>(key: string, write: Promise<T>): Promise<T> {
    try {
      return await write;
    } finally {
      cache.forget(key);
    }
  }

  async function writeUser(
    { org, name, password }: { org: string; name: string; password: string },
    mode: 'create' | 'replace',
  ): Promise<void> {
    if (password === '') throw failures.invalidRequest({ reason: 'The password must not be empty.' });
    const verifier = await makeVerifier(password);
    await changing(keys.user(org, name), store.putUser({ org, name, verifier }, mode));
  }

  async function knownUser(org: string, name: string): Promise<OrgUserRow> {
    const user = await store.user(org, name);
    if (!user) throw failures.notFound({ what: `User "${name.slice(0, 64)}"` });
    return user;
  }

  return {
    findLogin: (request) => findLogin(rows, request),
    mockVerifier: (user) => mockVerifier(mockSecret, user),

    async createOrg({ id, ...options }) {
      checkName('The name of an org', id);
      return changing(keys.org(id), store.createOrg(id, options));
    },
    async createUser(user) {
      checkName('The name of a user', user.name);
      await writeUser(user, 'create');
      return knownUser(user.org, user.name);
    },
    async setPassword(user) {
      await knownUser(user.org, user.name);
      await writeUser(user, 'replace');
    },
    async putWarehouse(warehouse) {
      checkName('The name of a database', warehouse.database);
      checkWarehouseOptions(warehouse.kind, warehouse.options);
      checkWarehouseSecrets(warehouse);
      const before = await store.warehouseOfOrg(warehouse.org);
      const row: WarehouseRow = { state: 'ready', ...warehouse };
      await changing(keys.warehouse(row.org), store.putWarehouse(row));
      cache.forget(keys.database(row.database));
      if (before) cache.forget(keys.database(before.database));
      return row;
    },
    suspendOrg: (id, suspended) => changing(keys.org(id), store.setOrgSuspended(id, suspended)),
    disableUser: ({ org, name, disabled }) =>
      changing(keys.user(org, name), store.setUserDisabled(org, name, disabled)),
  };
}
