import { type Clock, failures } from '@brooder/contracts';
import type { OrgRow, OrgUserRow, Store, WarehouseRow } from '../store/index.ts';

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
  /** Undefined for an unknown or disabled user, an unknown or suspended org, or an org without a warehouse: callers tell these apart to nobody. */
  findLogin(request: LoginRequest): Promise<Login | undefined>;
  /** A verifier no password matches, stable per user name: what a client without a login is asked for. */
  mockVerifier(user: string): string;
  /** @throws invalidName, alreadyExists */
  createOrg(org: { id: string; maxWorkers?: number }): Promise<OrgRow>;
  /** @throws invalidName, alreadyExists, notFound (the org), invalidRequest (the password) */
  createUser(user: { org: string; name: string; password: string }): Promise<OrgUserRow>;
  /** @throws notFound, invalidRequest */
  setPassword(user: { org: string; name: string; password: string }): Promise<void>;
  /** @throws invalidName, notFound (the org), alreadyExists (the database name), invalidRequest (an option the kind does not take) */
  putWarehouse(warehouse: Omit<WarehouseRow, 'state'> & { state?: WarehouseRow['state'] }): Promise<WarehouseRow>;
  /** Refuses further logins at once on this gateway, within the cache's 2 s on others. @throws notFound */
  suspendOrg(id: string, suspended: boolean): Promise<OrgRow>;
  /** @throws notFound */
  disableUser(user: { org: string; name: string; disabled: boolean }): Promise<void>;
}

export function createTenants(_options: TenantsOptions): Tenants {
  throw failures.unsupported({ what: 'Tenants', instead: 'They are not built yet.' });
}
