/**
 * Who a Flight client is: user and password of HTTP Basic against the org's verifier, at the same cost for every answer; or a token of
 * the identity provider.
 */
import { type Clock, deadline, Failure, failures, type Settings, withSignal } from '@brooder/contracts';
import type { CallContext, Credentials } from '@brooder/flight';
import { verifyPassword } from '@brooder/pgwire';
import type { TokenVerifier } from '../../oidc/index.ts';
import type { Log, Metrics } from '../../telemetry/index.ts';
import type { Login, Tenants } from '../../tenants/index.ts';

export type BasicCredentials = Extract<Credentials, { kind: 'basic' }>;
/** A token of the identity provider, not one of this server. */
export type TokenCredentials = Extract<Credentials, { kind: 'bearer' }>;
export type LoginCredentials = BasicCredentials | TokenCredentials;

export interface LoginOptions {
  tenants: Pick<Tenants, 'findLogin' | 'mockVerifier'>;
  /** Absent: tokens of nobody else are taken. */
  tokenVerifier?: TokenVerifier;
  clock: Clock;
  settings: Pick<Settings, 'maxUnauthenticated' | 'loginTimeout'>;
  metrics: Pick<Metrics, 'inc'>;
  log: Pick<Log, 'debug'>;
}

export interface Admission extends Login {
  /** When the right to be here ends, milliseconds since 1970; a password has no end. */
  until?: number;
}

export type CheckLogin = (credentials: LoginCredentials, call: CallContext) => Promise<Admission>;

/** Where a client logs in that names no database. Nothing is guessed across orgs: this is one fixed name. */
const defaultDatabase = 'brooder';

/** The database a call names, by the header `database` or `x-brooder-database`. */
const headerOf = (call: Pick<CallContext, 'header'>) => call.header('x-brooder-database') ?? call.header('database');

/** Without a header the org decides, which `user@org` or the token names; without that, the database is `brooder`. */
export function databaseOf(call: Pick<CallContext, 'header'>, credentials: LoginCredentials): string {
  const orgDecides = credentials.kind === 'bearer' || credentials.user.includes('@');
  return headerOf(call) ?? (orgDecides ? '' : defaultDatabase);
}

/** Tokens of this server are base64url, where no dot is; a JWT has two. Source: RFC 7515 §3.1. */
export const isForeignToken = (token: string) => token.split('.', 4).length === 3;

export function createLoginCheck(options: LoginOptions): CheckLogin {
  const { tenants, tokenVerifier, clock, settings, metrics, log } = options;
  const failed = (reason: 'limit' | 'password' | 'token' | 'expired' | 'user' | 'issuer') =>
    metrics.inc('brooder_logins_failed_total', { protocol: 'flight', reason });
  let running = 0;

  async function byPassword(credentials: BasicCredentials, call: CallContext, signal: AbortSignal): Promise<Admission> {
    const { user, password } = credentials;
    const request = { user, database: databaseOf(call, credentials) };
    const login = await withSignal(tenants.findLogin(request), signal);
    // An unknown user is checked against a verifier nothing matches, so that the answer comes as late as to a wrong password.
    const verifier = login?.verifier ?? tenants.mockVerifier(user);
    const matches = await withSignal(verifyPassword(password, verifier), signal);
    if (login && matches) return login;
    failed('password');
    throw failures.loginRefused({ user: user.slice(0, 63) });
  }

  async function byToken(credentials: TokenCredentials, call: CallContext, signal: AbortSignal): Promise<Admission> {
    // Whatever is wrong with it, the client hears the same.
    const refused = failures.tokenRefused({});
    if (!tokenVerifier) throw refused;
    const answer = await withSignal(tokenVerifier.verify(credentials.token), signal).catch((thrown: unknown) => {
      if (thrown instanceof Failure && thrown.code === 'identityProviderUnavailable') failed('issuer');
      throw thrown;
    });
    if (!answer.accepted) {
      failed(answer.why);
      log.debug({ detail: answer.detail }, 'a token was refused');
      throw refused;
    }
    const request = { user: `${answer.user}@${answer.org}`, database: databaseOf(call, credentials) };
    const login = await withSignal(tenants.findLogin(request), signal);
    if (login) return { ...login, until: answer.until };
    failed('user');
    log.debug({ org: answer.org.slice(0, 63) }, 'a valid token was refused: no such user, org or database');
    throw refused;
  }

  return async (credentials, call) => {
    if (running >= settings.maxUnauthenticated) {
      failed('limit');
      throw failures.tooManyConnections({ limit: settings.maxUnauthenticated, what: 'logins of this gateway' });
    }
    running++;
    const late = failures.loginTimeout({ seconds: settings.loginTimeout / 1000 });
    const limit = deadline(clock, settings.loginTimeout, late, call.signal);
    try {
      return await (credentials.kind === 'basic'
        ? byPassword(credentials, call, limit.signal)
        : byToken(credentials, call, limit.signal));
    } finally {
      running--;
      limit.clear();
    }
  };
}
