/** The Flight sessions this gateway serves: opened by a login, found again by their token on any gateway, closed when idle. */
import { createHmac } from 'node:crypto';
import { type Clock, deadline, Failure, failures, timeouts } from '@brooder/contracts';
import { type BearerClaims, type CallContext, openBearer, sealBearer } from '@brooder/flight';
import type { HotWorker, Pool } from '../../pool/index.ts';
import type { GatewaySession, OpenRequest, Sessions } from '../../sessions/index.ts';
import type { Store } from '../../store/index.ts';
import type { Log } from '../../telemetry/index.ts';
import type { FlightSession } from './flight-session.ts';
import { type CheckLogin, databaseOf, type LoginCredentials } from './login.ts';
import { openOnWorker } from './open-on-worker.ts';

export interface RegistryOptions {
  checkLogin: CheckLogin;
  sessions: Pick<Sessions, 'open'>;
  store: Pick<Store, 'session' | 'removeSession'>;
  pool: Pick<Pool, 'connectionTo' | 'onWorkerGone'>;
  clock: Clock;
  log: Pick<Log, 'debug' | 'warn'>;
  /** 32 bytes, the same on every gateway. */
  tokenKey: Uint8Array;
  /** A session without a call for this long is closed, milliseconds. */
  idleTimeout: number;
  /** One idle for this long gives way when its org's workers are full, milliseconds. */
  giveWayAfter: number;
}

export interface SessionRegistry {
  /** A session of its own for a client that says Hello; gives its token. @throws loginRefused, tokenRefused, what sessions and worker throw */
  logIn(credentials: LoginCredentials, call: CallContext): Promise<{ session: FlightSession; token: string }>;
  /** The session of a client that sends what it logs in with on every call: one for each connection. */
  ofEveryCall(credentials: LoginCredentials, call: CallContext): Promise<FlightSession>;
  /** @throws unauthenticated (no token of ours, or expired), unknownSession (closed), workerLost */
  ofBearer(token: string): Promise<FlightSession>;
  /** Ends it here and on the worker. */
  close(session: FlightSession, reason: string): Promise<void>;
  /** Ends the calls of all sessions; their rows end with the session service. */
  stop(reason: Failure): void;
}

interface Opened {
  session: FlightSession;
  /** How long a token of ours for it is valid, milliseconds. */
  validMs: number;
}

/** Sessions that give way to one login. */
const givingWay = 8;
/** A token is decrypted again after this long, milliseconds: its expiry is checked then. */
const tokenCheckMs = 60_000;
const maxTokens = 10_000;
/** What another gateway knows of its session is asked again after this long, milliseconds. */
const foreignMs = 5_000;
const tokenMs = 24 * 3600 * 1000;

export function createSessionRegistry(options: RegistryOptions): SessionRegistry {
  const { clock, log, store, pool, tokenKey, idleTimeout } = options;
  const own = new Map<string, FlightSession>();
  const foreign = new Map<string, { session: FlightSession; until: number }>();
  const byCredentials = new Map<string, Promise<FlightSession>>();
  const tokens = new Map<string, { claims: BearerClaims; until: number }>();
  const now = () => clock.wall().getTime();

  pool.onWorkerGone((workerId) => {
    for (const { session } of foreign.values())
      if (session.hot.worker.id === workerId) session.end(failures.workerLost({ worker: workerId }));
  });
  let stopped = false;
  sweepLater();

  function sweepLater(): void {
    clock.after(Math.min(30_000, idleTimeout / 2), () => {
      const idle = [...own.values()].filter((s) => s.running === 0 && clock.now() - s.lastUsed >= idleTimeout);
      for (const session of idle) void closeSession(session, 'idle');
      for (const [id, entry] of foreign)
        if (entry.session.running === 0 && entry.until < clock.now()) foreign.delete(id);
      if (!stopped) sweepLater();
    });
  }

  /** Never throws: the session is over here whatever the worker answers, and a worker that lost it frees the place by itself. */
  async function closeSession(session: FlightSession, reason: string): Promise<void> {
    session.end(failures.unknownSession({}));
    const { hot, id } = session;
    const limit = deadline(clock, timeouts.workerCall, failures.workerLost({ worker: hot.worker.id }));
    try {
      await hot.connection.act('close-session', { epoch: String(hot.worker.epoch), sessionId: id }, limit.signal);
    } catch (err) {
      log.debug({ session: id, err }, 'a worker could not be told that a Flight session closed');
    } finally {
      limit.clear();
    }
    await session.release(reason).catch((err: unknown) => log.warn({ session: id, err }, 'a session row stays behind'));
  }

  /**
   * Most clients never say that they go, and their sessions stand until the idle timeout. When an org is full the longest idle ones
   * go at once. Answers whether any did.
   */
  async function makeRoom(org: string): Promise<boolean> {
    const spare = [...own.values()]
      .filter((s) => s.org === org && s.running === 0 && clock.now() - s.lastUsed >= options.giveWayAfter)
      .sort((a, b) => a.lastUsed - b.lastUsed)
      .slice(0, givingWay);
    await Promise.all(spare.map((session) => closeSession(session, 'idle, and its org is full')));
    return spare.length > 0;
  }

  async function place(request: OpenRequest, signal: AbortSignal): Promise<GatewaySession> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await openOnWorker(options, request, signal);
      } catch (thrown) {
        const full = thrown instanceof Failure && thrown.code === 'workerCap';
        // Rows of closed sessions are deleted in the background: their places are free a moment later.
        const again = full && (attempt === 0 ? await makeRoom(request.org) : attempt < 5);
        if (!again) throw thrown;
        await clock.sleep(20 * attempt, signal);
      }
    }
  }

  function claimsOf(token: string): BearerClaims {
    const known = tokens.get(token);
    if (known && known.until > clock.now()) return known.claims;
    tokens.delete(token);
    const claims = openBearer(tokenKey, token, { now });
    const [oldest] = tokens.keys();
    if (tokens.size >= maxTokens && oldest !== undefined) tokens.delete(oldest);
    tokens.set(token, { claims, until: clock.now() + tokenCheckMs });
    return claims;
  }

  function makeSession(
    claims: BearerClaims,
    hot: HotWorker,
    since: number | undefined,
    onOver: () => void,
    release: FlightSession['release'],
  ): FlightSession {
    const over = new AbortController();
    return {
      id: claims.sessionId,
      org: claims.org,
      claims,
      hot,
      over: over.signal,
      firstRowSince: since,
      running: 0,
      lastUsed: clock.now(),
      end(reason) {
        onOver();
        over.abort(reason);
      },
      release,
    };
  }

  /** A session by a token ends with it, and so does what runs in it. */
  function endAt(until: number, session: FlightSession): void {
    const timer = clock.after(Math.max(0, until - now()), () => void closeSession(session, 'its token has expired'));
    session.over.addEventListener('abort', () => timer.cancel(), { once: true });
  }

  async function open(credentials: LoginCredentials, call: CallContext): Promise<Opened> {
    const began = clock.now();
    const login = await options.checkLogin(credentials, call);
    const org = login.org.id;
    const user = login.user.name;
    const { database } = login.warehouse;
    const application = (call.header('user-agent') ?? '').slice(0, 63);
    const remote = call.peer;
    const request = {
      org,
      user,
      database,
      warehouse: login.warehouse,
      protocol: 'flight' as const,
      remote,
      application,
    };
    const placed = await place(request, call.signal);
    const sessionId = placed.id;
    const session = makeSession(
      { sessionId, org, user, database },
      placed.hot,
      began,
      () => own.delete(sessionId),
      async (reason) => placed.close(reason),
    );
    own.set(sessionId, session);
    placed.onEnd((failure) => session.end(failure));
    const { until } = login;
    if (until !== undefined) endAt(until, session);
    return { session, validMs: until === undefined ? tokenMs : Math.min(tokenMs, until - now()) };
  }

  async function findForeign(claims: BearerClaims): Promise<FlightSession> {
    const { sessionId, org, user } = claims;
    const kept = foreign.get(sessionId);
    if (kept && !kept.session.over.aborted && kept.until > clock.now()) return kept.session;
    const row = await store.session(sessionId);
    if (!row || row.org !== org || row.user !== user || row.protocol !== 'flight') {
      foreign.delete(sessionId);
      kept?.session.end(failures.unknownSession({}));
      throw failures.unknownSession({});
    }
    const until = clock.now() + foreignMs;
    if (kept && !kept.session.over.aborted) {
      kept.until = until;
      return kept.session;
    }
    const hot = await pool.connectionTo(row.workerId);
    const onOver = () => void foreign.delete(sessionId);
    const session = makeSession(claims, hot, undefined, onOver, () => store.removeSession(sessionId));
    foreign.set(sessionId, { session, until });
    return session;
  }

  return {
    async logIn(credentials, call) {
      const { session, validMs } = await open(credentials, call);
      return { session, token: sealBearer(tokenKey, session.claims, { now, validMs }) };
    },

    async ofEveryCall(credentials, call) {
      const parts = [call.peer, credentials, databaseOf(call, credentials)];
      const key = createHmac('sha256', tokenKey).update(JSON.stringify(parts)).digest('base64');
      const known = byCredentials.get(key);
      if (known) return known;
      const opening = open(credentials, call).then(({ session }) => session);
      byCredentials.set(key, opening);
      const forget = () => byCredentials.delete(key);
      opening.then((session) => session.over.addEventListener('abort', forget, { once: true }), forget);
      return opening;
    },

    async ofBearer(token) {
      const claims = claimsOf(token);
      return own.get(claims.sessionId) ?? findForeign(claims);
    },

    close: closeSession,

    stop(reason) {
      stopped = true;
      for (const session of [...own.values()]) session.end(reason);
      for (const { session } of [...foreign.values()]) session.end(reason);
    },
  };
}
