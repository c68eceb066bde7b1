/** Who a Flight client is: user and password of HTTP Basic against the org's verifier, at the same cost for every answer. */
import { type Clock, deadline, failures, type Settings, withSignal } from '@brooder/contracts';
import type { CallContext, Credentials } from '@brooder/flight';
import { verifyPassword } from '@brooder/pgwire';
import type { Metrics } from '../../telemetry/index.ts';
import type { Login, Tenants } from '../../tenants/index.ts';

export type BasicCredentials = Extract<Credentials, { kind: 'basic' }>;

export interface LoginOptions {
  tenants: Pick<Tenants, 'findLogin' | 'mockVerifier'>;
  clock: Clock;
  settings: Pick<Settings, 'maxUnauthenticated' | 'loginTimeout'>;
  metrics: Pick<Metrics, 'inc'>;
}

export type CheckLogin = (credentials: BasicCredentials, call: CallContext) => Promise<Login>;

/** Where a client logs in that names no database. Nothing is guessed across orgs: this is one fixed name. */
const defaultDatabase = 'brooder';

/**
 * The database a call names: the header `database` or `x-brooder-database`; without one, the org of `user@org` decides; without
 * that, `brooder`.
 */
export function databaseOf(call: Pick<CallContext, 'header'>, user: string): string {
  return call.header('x-brooder-database') ?? call.header('database') ?? (user.includes('@') ? '' : defaultDatabase);
}

export function createLoginCheck({ tenants, clock, settings, metrics }: LoginOptions): CheckLogin {
  let running = 0;
  return async ({ user, password }, call) => {
    if (running >= settings.maxUnauthenticated) {
      metrics.inc('brooder_logins_failed_total', { protocol: 'flight', reason: 'limit' });
      throw failures.tooManyConnections({ limit: settings.maxUnauthenticated, what: 'logins of this gateway' });
    }
    running++;
    const late = failures.loginTimeout({ seconds: settings.loginTimeout / 1000 });
    const limit = deadline(clock, settings.loginTimeout, late, call.signal);
    try {
      const request = { user, database: databaseOf(call, user) };
      const login = await withSignal(tenants.findLogin(request), limit.signal);
      // An unknown user is checked against a verifier nothing matches, so that the answer comes as late as to a wrong password.
      const verifier = login?.verifier ?? tenants.mockVerifier(user);
      const matches = await withSignal(verifyPassword(password, verifier), limit.signal);
      if (login && matches) return login;
      metrics.inc('brooder_logins_failed_total', { protocol: 'flight', reason: 'password' });
      throw failures.loginRefused({ user: user.slice(0, 63) });
    } finally {
      running--;
      limit.clear();
    }
  };
}
