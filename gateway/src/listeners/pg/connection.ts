import type { Socket } from 'node:net';
import { asFailure, type Clock, type Failure, failures, type Monotonic, type Random } from '@brooder/contracts';
import {
  authenticationOk,
  backendKeyData,
  errorResponse,
  negotiateProtocolVersion,
  parameterStatus,
  parseOptions,
  readyForQuery,
} from '@brooder/pgwire';
import type { Sessions } from '../../sessions/index.ts';
import { keepsSetting, type Translator } from '../../sql/index.ts';
import type { Log, Metrics } from '../../telemetry/index.ts';
import type { Login, Tenants } from '../../tenants/index.ts';
import { authenticate } from './authenticate.ts';
import { claimWorker } from './claim.ts';
import { ClientConnection } from './client-connection.ts';
import { SessionGucs } from './guc.ts';
import { fatal, PgSession, setSearchPath } from './pg-session.ts';
import { discard } from './result-stream.ts';
import { runSessionLoop, type SessionLoop } from './session-loop.ts';
import { negotiate, type Startup, type StartupOptions } from './startup.ts';

export interface ConnectionParts {
  tenants: Pick<Tenants, 'findLogin'>;
  sessions: Sessions;
  translator: Translator;
  mockSecret: Uint8Array;
  clock: Clock;
  random: Random;
  log: Log;
  metrics: Pick<Metrics, 'inc' | 'observe'>;
  loginTimeoutMs: number;
  startup: Omit<StartupOptions, 'onSocket' | 'cancel'>;
}

/** Largest message body in bytes, before and after login. */
const maxLoginMessageBytes = 64 * 1024;
const maxMessageBytes = 64 * 1024 * 1024;
/** A client that takes no byte of a result for this long is cut off. */
const stallMs = 300_000;
/** A client that does not close its side within this long after the last word is cut off. */
const hangUpMs = 1_000;

export interface Connection {
  readonly loggedIn: boolean;
  /** Nothing of it is left. */
  readonly finished: Promise<void>;
  drain(what: string): void;
  /** Ends it with a FATAL error. */
  end(failure: Failure): void;
}

/** One connection from accept to close. Whatever goes wrong in it ends it, and nothing else. */
export function serveConnection(raw: Socket, parts: ConnectionParts): Connection {
  const { clock, log, metrics } = parts;
  const acceptedAt = clock.now();
  let socket = raw;
  let client: ClientConnection | undefined;
  let session: PgSession | undefined;
  let loop: SessionLoop | undefined;
  let draining: string | undefined;

  const lateness = clock.after(parts.loginTimeoutMs, () =>
    refuse(failures.loginTimeout({ seconds: parts.loginTimeoutMs / 1000 }), 'timeout'),
  );

  /** Ends a connection that has not logged in. */
  function refuse(failure: Failure, reason: string): void {
    if (session) {
      session.endFatal(failure);
      return;
    }
    metrics.inc('brooder_logins_failed_total', { protocol: 'pg', reason });
    log.info({ sqlstate: failure.sqlstate, reason, remote: raw.remoteAddress }, 'a login was refused');
    const message = errorResponse(fatal(failure));
    if (client) {
      client.push(message);
      client.end();
      return;
    }
    hangUp(message);
  }

  /** Ends a connection before it has a reader of its messages. */
  function hangUp(lastWord?: Buffer): void {
    if (socket.destroyed) return;
    if (lastWord && !socket.writableEnded) socket.end(lastWord);
    else socket.end();
    const timer = clock.after(hangUpMs, () => socket.destroy());
    socket.once('close', () => timer.cancel());
    // What the client still sends is read by nobody, so that its FIN is seen.
    socket.resume();
  }

  async function serve(): Promise<void> {
    const startup = await negotiate(raw, {
      ...parts.startup,
      cancel: (pid, secret) => void parts.sessions.cancel(pid, secret),
      onSocket: (secured) => {
        socket = secured;
      },
    });
    if (!startup) return;
    client = new ClientConnection(startup.socket, clock, { maxMessageBytes: maxLoginMessageBytes, stallMs });
    client.reader.push(startup.rest);
    const asked = readRequest(startup);
    if (startup.request.minor > 2 || startup.request.unknownOptions.length > 0)
      client.push(negotiateProtocolVersion(Math.min(startup.request.minor, 2), startup.request.unknownOptions));
    const login = await authenticate(client, asked, parts.tenants, parts.mockSecret);
    if (!login || client.closed) return;
    client.reader.setLimit(maxMessageBytes);
    session = openSession(client, startup, asked.settings, login, parts, acceptedAt, raw);
    lateness.cancel();
    loop = runSessionLoop(session);
    if (draining !== undefined) loop.drain(draining);
    await loop.finished;
  }

  const finished = serve()
    .catch((error: unknown) => {
      const failure = asFailure(error);
      if (failure.code === 'internal') log.error({ err: error }, 'a connection failed before its login');
      refuse(failure, reasons[failure.code] ?? 'protocol');
    })
    .then(() => {
      lateness.cancel();
      // Through the socket that wrote last: a FIN of the raw one could overtake what TLS still has to send.
      if (client) client.end();
      else hangUp();
      return closed(raw);
    });

  return {
    get loggedIn() {
      return session !== undefined;
    },
    finished,
    drain(what) {
      draining = what;
      if (loop) loop.drain(what);
      else refuse(failures.draining({ what }), 'draining');
    },
    end(failure) {
      refuse(failure, 'draining');
    },
  };
}

const reasons: Readonly<Record<string, string>> = {
  loginRefused: 'password',
  tlsRequired: 'plaintext',
  configStoreUnavailable: 'store',
};

function closed(socket: Socket): Promise<void> {
  if (socket.destroyed) return Promise.resolve();
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

interface Asked {
  user: string;
  database: string;
  host?: string;
  settings: Map<string, string>;
}

/** @throws unsupported for another protocol, or replication; invalidRequest without a user */
function readRequest({ request, host }: Startup): Asked {
  if (request.major !== 3)
    throw failures.unsupported({
      what: `Frontend protocol ${request.major}.${request.minor}`,
      instead: 'This server speaks 3.0 to 3.2.',
    });
  const { parameters } = request;
  const user = parameters.get('user') ?? '';
  if (user === '')
    throw failures.invalidRequest(
      { reason: 'no PostgreSQL user name specified in startup packet' },
      { sqlstate: '28000' },
    );
  if (!['', 'false', 'off', 'no', '0', undefined].includes(parameters.get('replication')))
    throw failures.unsupported({ what: 'Replication', instead: 'Connect without it.' });
  const settings = parseOptions(parameters.get('options') ?? '');
  for (const [name, value] of parameters)
    if (!['user', 'database', 'options', 'replication'].includes(name)) settings.set(name, value);
  return { user, database: parameters.get('database') || user, ...(host !== undefined && { host }), settings };
}

/** Tells the client that it is in, and starts the claim of a worker meanwhile. */
function openSession(
  client: ClientConnection,
  startup: Startup,
  wanted: ReadonlyMap<string, string>,
  login: Login,
  parts: ConnectionParts,
  acceptedAt: Monotonic,
  raw: Socket,
): PgSession {
  const { sessions, clock, log } = parts;
  const org = login.org.id;
  const user = login.user.name;
  const gucs = new SessionGucs({ session_authorization: user });
  const unknown = applyStartupSettings(gucs, wanted);
  const cancelKey = sessions.makeCancelKey(startup.request.minor >= 2 ? 32 : 4);
  const abort = new AbortController();
  let session: PgSession | undefined;
  const claim = claimWorker(
    {
      sessions,
      clock,
      timeZone: gucs.get('TimeZone') ?? 'UTC',
      request: {
        org,
        user,
        database: login.warehouse.database,
        warehouse: login.warehouse,
        protocol: 'pg',
        remote: raw.remoteAddress ?? '',
        application: gucs.get('application_name') ?? '',
        cancelKey,
      },
      events: {
        notice: (notice) => session?.notice(notice),
        lost: (failure) => session?.endFatal(failure),
      },
    },
    abort.signal,
  ).then(async (claimed) => {
    if (wanted.has('search_path')) await claimed.line.query(setSearchPath(gucs.get('search_path') ?? ''), discard);
    return claimed;
  });
  claim.catch(() => {});
  session = new PgSession({
    client,
    gucs,
    translator: parts.translator,
    view: {
      user,
      database: login.warehouse.database,
      backendPid: cancelKey.pid,
      setting: (name) => gucs.get(name),
    },
    clock,
    log: log.child({ org }),
    metrics: parts.metrics,
    acceptedAt,
    claim,
    abandonClaim: () => abort.abort(failures.cancelled({ reason: 'the client leaving' })),
  });
  client.push(authenticationOk());
  for (const [name, value] of gucs.reported()) client.push(parameterStatus(name, value));
  client.push(backendKeyData(cancelKey.pid, cancelKey.secret));
  if (unknown.length > 0)
    session.notice(
      failures
        .invalidRequest({ reason: `start-up parameters not known here: ${unknown.join(', ')}` }, { sqlstate: '01000' })
        .toWire(),
      'WARNING',
    );
  client.push(readyForQuery('I'));
  void client.flush();
  return session;
}

/** Gives the names that are no settings of this gateway. @throws invalidRequest for a value that is refused */
function applyStartupSettings(gucs: SessionGucs, wanted: ReadonlyMap<string, string>): string[] {
  const unknown: string[] = [];
  for (const [name, value] of wanted) {
    if (keepsSetting(name)) gucs.setDefault(name, gucs.check(name, value));
    else unknown.push(name.slice(0, 63));
  }
  return unknown;
}
