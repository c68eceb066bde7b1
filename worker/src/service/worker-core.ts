import {
  type ActivateReply,
  type ActivateRequest,
  asFailure,
  type CancelRequest,
  type CloseSessionRequest,
  type DrainRequest,
  exitCodes,
  type Failure,
  failures,
  type OpenSession,
  type OpenSessionRequest,
  type WireFailure,
  type WorkerDescription,
} from '@brooder/contracts';
import { activateEngine, Lease } from '../activation/index.ts';
import { userVariable } from '../catalog/index.ts';
import type { Engine, EngineConnection } from '../engine/index.ts';
import { FlightSession } from '../flight-sql/index.ts';
import { type LockedWarehouse, postgresDialect } from '../lockdown/index.ts';
import { type OpenedSession, PgSession, type SendReply } from '../session/index.ts';
import { quoteName, quoteText } from '../sql-text.ts';
import { Sessions, type WorkerSession } from './sessions.ts';

export interface WorkerCoreOptions {
  engine: Engine;
  workerId: string;
  version: string;
  /** Extensions loaded at start. */
  extensions: readonly string[];
  /** Upper bound on what an activation may allow. */
  maxSessions: number;
  log: WorkerLog;
  /** Write SQL text to the log; it may hold secrets. */
  logSql: boolean;
  /** The process must end with this code, after what is being answered has been sent. */
  onExit: (code: number) => void;
}

/** The part of pino that the worker uses. */
export interface WorkerLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What a worker is and does, without its transport. */
export class WorkerCore {
  readonly sessions = new Sessions<WorkerSession>();
  readonly lease = new Lease();
  readonly #options: WorkerCoreOptions;
  #warehouse: LockedWarehouse | undefined;
  #activation: Promise<ActivateReply> | undefined;
  #fatal: WireFailure | undefined;
  #drainTimer: NodeJS.Timeout | undefined;

  constructor(options: WorkerCoreOptions) {
    this.#options = options;
    options.engine.onFatal((failure) => this.#becomeFatal(failure));
  }

  describe(): WorkerDescription {
    const { engine, workerId, version, extensions } = this.#options;
    const { org } = this.lease;
    return {
      workerId,
      pid: process.pid,
      version,
      engineVersion: engine.version,
      phase: this.#phase(),
      ...(org === undefined ? {} : { org }),
      epoch: String(this.lease.epoch),
      sessions: this.sessions.count,
      busySessions: this.sessions.busy,
      longestStatementMs: Math.round(this.sessions.longestMs),
      rssBytes: process.memoryUsage.rss(),
      extensions,
      ...(this.#fatal === undefined ? {} : { fatal: this.#fatal }),
    };
  }

  /** @throws staleEpoch, workerAlreadyLeased (the process then exits), activationFailed (the process is spent) */
  async activate(request: ActivateRequest): Promise<ActivateReply> {
    if (this.sessions.draining) throw failures.draining({ what: 'This worker' });
    try {
      if (this.lease.take(request) === 'first') this.#activation = this.#activateOnce(request);
    } catch (thrown) {
      if (asFailure(thrown).code === 'workerAlreadyLeased') {
        this.#options.log.error({ org: request.org, holder: this.lease.org }, 'a second org was sent here; exiting');
        this.#options.onExit(exitCodes.leaseViolation);
      }
      throw thrown;
    }
    const { org, tookMs } = await this.#activation!;
    return { org, tookMs, epoch: request.epoch };
  }

  async openPgSession(request: OpenSession, send: SendReply): Promise<OpenedSession> {
    this.#admit(request);
    const ended = Promise.withResolvers<never>();
    ended.promise.catch(() => {});
    const session = await this.sessions.open(request.sessionId, async () => {
      const owner = `SET VARIABLE ${userVariable} = ${quoteText(request.user)}`;
      const prelude = `${postgresDialect}; ${owner}`;
      const connection = await this.#connect(request.database, request.settings.timeZone, prelude);
      const pg = new PgSession({
        connection,
        warehouse: this.#warehouse!,
        timeZone: request.settings.timeZone,
        send,
        onStatement: this.#onStatement(request.sessionId),
        onInternalError: (cause) => this.#logInternal('session', cause),
      });
      return { activity: pg.activity, pg, end: async (reason: Failure) => ended.reject(reason) };
    });
    await send({ op: 'opened', engineVersion: this.#options.engine.version });
    return {
      session: session.pg,
      ended: ended.promise,
      close: async () => {
        try {
          await session.pg.close();
        } finally {
          this.sessions.remove(request.sessionId);
        }
      },
    };
  }

  async openFlightSession(request: OpenSessionRequest): Promise<void> {
    this.#admit(request);
    await this.sessions.open(request.sessionId, async () => {
      const connection = await this.#connect(request.database, request.timeZone);
      return new FlightSession({
        connection,
        warehouse: this.#warehouse!,
        engineVersion: this.#options.engine.version,
        onStatement: this.#onStatement(request.sessionId),
        onEnd: () => this.sessions.remove(request.sessionId),
      });
    });
  }

  /** The Flight session of a call, by its header. @throws unknownSession */
  flightSession(id: string | undefined): FlightSession {
    const session = id === undefined ? undefined : this.sessions.get(id);
    if (!(session instanceof FlightSession)) throw failures.unknownSession({});
    return session;
  }

  async closeSession(request: CloseSessionRequest): Promise<void> {
    this.lease.observe(request.epoch);
    await this.sessions.get(request.sessionId)?.end(failures.unknownSession({}));
  }

  cancel(request: CancelRequest): { cancelled: boolean } {
    this.lease.observe(request.epoch);
    return { cancelled: this.sessions.get(request.sessionId)?.activity.stop() ?? false };
  }

  /** Answers at once; sessions that are left at the deadline are interrupted and closed. */
  drain(request: DrainRequest): { sessions: number } {
    this.lease.observe(request.epoch);
    this.sessions.startDrain();
    clearTimeout(this.#drainTimer);
    this.#drainTimer = setTimeout(() => void this.#endSessions('all'), Math.max(0, request.deadlineMs));
    return { sessions: this.sessions.count };
  }

  /** For the end of the process: idle sessions end at once, running statements get `deadlineMs`. */
  async shutDown(deadlineMs: number): Promise<void> {
    this.sessions.startDrain();
    clearTimeout(this.#drainTimer);
    await this.#endSessions('idle');
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, deadlineMs);
    });
    await Promise.race([this.sessions.empty(), late]);
    clearTimeout(timer);
    await this.#endSessions('all');
  }

  #phase(): WorkerDescription['phase'] {
    if (this.sessions.draining) return 'draining';
    if (this.#warehouse !== undefined) return 'active';
    return this.#activation === undefined ? 'neutral' : 'activating';
  }

  async #activateOnce(request: ActivateRequest): Promise<ActivateReply> {
    const start = performance.now();
    const { engine, extensions, maxSessions, log } = this.#options;
    const warehouse = await activateEngine(engine, request, extensions);
    this.sessions.limit = Math.min(maxSessions, request.limits.maxSessions);
    this.#warehouse = warehouse;
    const tookMs = Math.round(performance.now() - start);
    log.info({ org: request.org, epoch: request.epoch, warehouse: request.warehouse.kind, tookMs }, 'activated');
    return { org: request.org, epoch: request.epoch, tookMs };
  }

  /** Epoch and org first, then whether there is something to open. */
  #admit(request: { epoch: string; org: string; database: string }): void {
    this.lease.observe(request.epoch);
    this.lease.belongsTo(request.org);
    if (this.#warehouse === undefined) throw failures.notActivated({});
    if (request.database !== this.#warehouse.database) throw failures.warehouseMissing({ database: request.database });
    if (this.#fatal) throw failures.workerLost({ worker: this.#options.workerId });
  }

  async #connect(database: string, timeZone: string, prelude = ''): Promise<EngineConnection> {
    const connection = await this.#options.engine.connect();
    try {
      await connection.run(`USE ${quoteName(database)}; SET TimeZone = ${quoteText(timeZone)}; ${prelude}`);
      return connection;
    } catch (thrown) {
      await connection.close();
      throw thrown;
    }
  }

  async #endSessions(which: 'all' | 'idle'): Promise<void> {
    await this.sessions.end(failures.draining({ what: 'This worker' }), which);
  }

  #becomeFatal(failure: Failure): void {
    this.#fatal = failure.toWire();
    this.#options.log.error({ code: failure.code, sqlstate: failure.sqlstate }, 'the engine is unusable; exiting');
    this.sessions.startDrain();
    void this.sessions.end(failures.workerLost({ worker: this.#options.workerId }), 'all');
    this.#options.onExit(exitCodes.engineFatal);
  }

  #onStatement(sessionId: string): ((sql: string) => void) | undefined {
    const { log, logSql } = this.#options;
    return logSql ? (sql) => log.info({ sessionId, sql }, 'statement') : undefined;
  }

  #logInternal(where: string, cause: unknown): void {
    this.#options.log.error({ where, cause: cause instanceof Error ? cause.stack : String(cause) }, 'internal error');
  }
}
