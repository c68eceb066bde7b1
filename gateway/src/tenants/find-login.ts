import { isIP } from 'node:net';
import type { OrgRow, OrgUserRow, WarehouseRow } from '../store/index.ts';
import { isName } from './names.ts';
import type { Login, LoginRequest } from './tenants.ts';

/** Reads of the store, cached or not. */
export interface LoginRows {
  org(id: string): Promise<OrgRow | undefined>;
  user(org: string, name: string): Promise<OrgUserRow | undefined>;
  warehouseOfOrg(org: string): Promise<WarehouseRow | undefined>;
  warehouseByDatabase(database: string): Promise<WarehouseRow | undefined>;
}

/**
 * Who logs in where. The org is named by `user@org`, by the first label of the TLS server name, or by the database; two that
 * disagree are nobody's login. What is not a well-formed name never reaches the store.
 */
export async function findLogin(rows: LoginRows, request: LoginRequest): Promise<Login | undefined> {
  const [userName, orgOfUser] = splitUser(request.user);
  if (!isName(userName) || (orgOfUser !== undefined && !isName(orgOfUser))) return undefined;

  const label = hostLabel(request.host);
  const orgOfHost = label !== undefined && (await rows.org(label)) ? label : undefined;
  if (orgOfUser !== undefined && orgOfHost !== undefined && orgOfUser !== orgOfHost) return undefined;
  const named = orgOfUser ?? orgOfHost;

  const warehouse =
    named !== undefined
      ? await rows.warehouseOfOrg(named)
      : isName(request.database)
        ? await rows.warehouseByDatabase(request.database)
        : undefined;
  if (!warehouse) return undefined;
  if (named !== undefined && !namesWarehouse(request, userName, warehouse)) return undefined;

  const [org, user] = await Promise.all([rows.org(warehouse.org), rows.user(warehouse.org, userName)]);
  if (!org || org.suspended || !user || user.disabled) return undefined;
  return { org, user, verifier: user.verifier, warehouse };
}

/** With the org known, the database may also be what clients send when nobody chose one: nothing, the user's name, the org's. */
function namesWarehouse({ user, database }: LoginRequest, userName: string, warehouse: WarehouseRow): boolean {
  return ['', user, userName, warehouse.org, warehouse.database].includes(database);
}

function splitUser(user: string): [name: string, org: string | undefined] {
  const at = user.lastIndexOf('@');
  return at < 0 ? [user, undefined] : [user.slice(0, at), user.slice(at + 1)];
}

/** `ducks` of `ducks.brooder.example`; host names have no case (RFC 4343). */
function hostLabel(host: string | undefined): string | undefined {
  if (!host?.includes('.') || isIP(host) !== 0) return undefined;
  const label = host.slice(0, host.indexOf('.')).toLowerCase();
  return isName(label) ? label : undefined;
}
