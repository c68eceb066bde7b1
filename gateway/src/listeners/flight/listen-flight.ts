/** The Flight SQL door: ADBC, JDBC, ODBC. Logs clients in and hands their calls to the worker of their session. */
import { type Clock, deadline, failures, type Settings, withSignal } from '@brooder/contracts';
import {
  type CallContext,
  type FlightCall,
  flightMessages,
  pack,
  readAuthorization,
  readHandshake,
  serveFlight,
} from '@brooder/flight';
import type { TlsFiles } from '../../credentials/index.ts';
import type { TokenVerifier } from '../../oidc/index.ts';
import type { Pool } from '../../pool/index.ts';
import type { Sessions } from '../../sessions/index.ts';
import type { Store } from '../../store/index.ts';
import type { Log, Metrics } from '../../telemetry/index.ts';
import type { Tenants } from '../../tenants/index.ts';
import type { FlightSession } from './flight-session.ts';
import { forwardingHandlers } from './forwarding.ts';
import { createLoginCheck, isForeignToken, type TokenCredentials } from './login.ts';
import { createSessionRegistry } from './session-registry.ts';

export interface ListenFlightOptions {
  host: string;
  /** 0 picks a free port. */
  port: number;
  tls: TlsFiles;
  /** 32 bytes, the same on every gateway: seals tokens and tickets, so that any replica takes what another gave. */
  sessionKey: Uint8Array;
  settings: Pick<Settings, 'maxUnauthenticated' | 'loginTimeout'>;
  tenants: Pick<Tenants, 'findLogin' | 'mockVerifier'>;
  /** Checks tokens of an identity provider. @default none is taken */
  tokenVerifier?: TokenVerifier;
  sessions: Pick<Sessions, 'open'>;
  store: Pick<Store, 'session' | 'removeSession'>;
  pool: Pick<Pool, 'connectionTo' | 'onWorkerGone' | 'suspect'>;
  metrics: Pick<Metrics, 'inc' | 'observe'>;
  clock: Clock;
  log: Pick<Log, 'debug' | 'warn'>;
  /** A session without a call for this long is closed, milliseconds; default 30 minutes, longer than pools of JDBC keep theirs idle. */
  idleTimeout?: number;
  /** One idle for this long gives way when its org's workers are full, milliseconds; default one minute. */
  giveWayAfter?: number;
}

export interface FlightListener {
  readonly port: number;
  /** Refuses new calls, lets running ones end within `graceMs`, then ends them with `draining`. */
  close(graceMs: number): Promise<void>;
}

const withPassword = 'user and password (Basic)';
const withTokens = 'user and password (Basic) or a token of the identity provider (Bearer)';
const expected = 'user and password (Basic) or the token of an earlier login (Bearer)';

/** @throws portInUse, portForbidden */
export async function listenFlight(options: ListenFlightOptions): Promise<FlightListener> {
  const { clock, log, metrics, settings, sessionKey, tokenVerifier } = options;
  const isForeign = (credentials: TokenCredentials) => tokenVerifier !== undefined && isForeignToken(credentials.token);
  const registry = createSessionRegistry({
    ...options,
    checkLogin: createLoginCheck(options),
    tokenKey: sessionKey,
    idleTimeout: options.idleTimeout ?? 1_800_000,
    giveWayAfter: options.giveWayAfter ?? 60_000,
  });

  async function authenticate(call: CallContext<undefined>): Promise<FlightSession | undefined> {
    if (call.method === 'Handshake') return undefined;
    const credentials = readAuthorization(call.header('authorization'));
    if (credentials.kind === 'basic') return registry.ofEveryCall(credentials, call);
    if (credentials.kind === 'bearer')
      return isForeign(credentials) ? registry.ofEveryCall(credentials, call) : registry.ofBearer(credentials.token);
    metrics.inc('brooder_logins_failed_total', { protocol: 'flight', reason: 'credentials' });
    throw failures.unauthenticated({ expected });
  }

  async function handshake(call: FlightCall<FlightSession | undefined>): Promise<void> {
    const late = failures.loginTimeout({ seconds: settings.loginTimeout / 1000 });
    const limit = deadline(clock, settings.loginTimeout, late, call.signal);
    const credentials = await withSignal(readHandshake(call), limit.signal).finally(limit.clear);
    if (credentials.kind === 'none' || (credentials.kind === 'bearer' && !isForeign(credentials)))
      throw failures.unauthenticated({ expected: tokenVerifier ? withTokens : withPassword });
    const { token } = await registry.logIn(credentials, call);
    // The token is in the initial headers, where all clients look, and in the payload, where the oldest ones do.
    call.sendHeader('authorization', `Bearer ${token}`);
    await call.write(pack(flightMessages.HandshakeResponseSchema, { payload: Buffer.from(token) }));
  }

  const seal = { key: sessionKey, now: () => clock.wall().getTime() };
  const server = await serveFlight<FlightSession | undefined>({
    host: options.host,
    port: options.port,
    tls: options.tls,
    authenticate,
    handlers: {
      ...forwardingHandlers({ ...options, seal, close: registry.close }),
      Handshake: handshake,
    },
    onInternalError: (method, err) => log.warn({ method, err }, 'a Flight call failed'),
  });
  return {
    port: server.port,
    async close(graceMs) {
      const cut = clock.after(graceMs, () => registry.stop(failures.draining({ what: 'This gateway' })));
      await server.close(graceMs).finally(() => cut.cancel());
      registry.stop(failures.draining({ what: 'This gateway' }));
    },
  };
}
