import { asFailure, type Clock, Failure, failures, type WireFailure } from '@brooder/contracts';
import { errorResponse, noticeResponse, parameterStatus } from '@brooder/pgwire';
import type { GatewaySession } from '../../sessions/index.ts';
import { engineSearchPath, type SessionSqlView, type TranslatedStatement, type Translator } from '../../sql/index.ts';
import type { Log, Metrics } from '../../telemetry/index.ts';
import type { ClientConnection } from './client-connection.ts';
import { type SessionGucs, timeoutMs } from './guc.ts';
import { discard } from './result-stream.ts';
import { type TransactionLetter, transactionStep } from './transaction-status.ts';
import { type WorkerLine, withStatementTimeout } from './worker-line.ts';

export interface PgSessionParts {
  client: ClientConnection;
  gucs: SessionGucs;
  translator: Translator;
  view: SessionSqlView;
  clock: Clock;
  log: Log;
  metrics: Pick<Metrics, 'inc' | 'observe'>;
  /** Clock time at which the connection was accepted. */
  acceptedAt: number;
  /** A place on a worker; started at once, awaited by the first statement. */
  claim: Promise<{ session: GatewaySession; line: WorkerLine }>;
  /** Gives up a claim that is still under way. */
  abandonClaim(): void;
}

/** As a FATAL error, after which the connection ends. */
export function fatal(failure: Failure): Failure {
  return new Failure({ ...failure.toWire(), severity: 'FATAL' }, { cause: failure.cause });
}

/** The engine's statement for a PostgreSQL search path. */
export const setSearchPath = (value: string): string =>
  `SET search_path = '${engineSearchPath(value).replaceAll("'", "''")}'`;

type TransactionStatement = Extract<TranslatedStatement, { kind: 'transaction' }>;

/** What simple and extended protocol share: the worker, the transaction, the settings, the end. */
export class PgSession {
  readonly parts: PgSessionParts;
  readonly client: ClientConnection;
  readonly gucs: SessionGucs;
  transaction: TransactionLetter = 'I';
  ended = false;
  /** Portals must be closed before their transaction ends; the extended protocol sets this. */
  beforeTransactionEnd: () => Promise<void> = async () => {};
  /** Statements kept on the worker may be stale after a change of tables; the extended protocol sets this. */
  catalogChanged: () => void = () => {};
  #line: WorkerLine | undefined;
  #gateway: GatewaySession | undefined;
  #sentRow = false;
  #statements = 0;

  constructor(parts: PgSessionParts) {
    this.parts = parts;
    this.client = parts.client;
    this.gucs = parts.gucs;
    parts.claim.then(
      ({ session, line }) => {
        this.#line = line;
        this.#gateway = session;
        if (this.ended) this.#release('client left before its worker was claimed');
      },
      (error) => this.endFatal(asFailure(error)),
    );
    this.client.onGone(() => this.#clientGone());
  }

  async worker(): Promise<WorkerLine> {
    return this.#line ?? (await this.parts.claim).line;
  }

  /** Runs a statement with the session's time limit. */
  async timed<T>(work: (line: WorkerLine) => Promise<T>): Promise<T> {
    const line = await this.worker();
    return withStatementTimeout(this.parts.clock, timeoutMs(this.gucs.get('statement_timeout')), line, () =>
      work(line),
    );
  }

  /** Refuses everything but the end of a failed transaction block. @throws transactionAborted */
  requireUsable(statement: TranslatedStatement): void {
    if (this.transaction !== 'E' || statement.kind === 'empty') return;
    if (statement.kind !== 'transaction' || statement.op === 'begin') throw failures.transactionAborted({});
  }

  /** Carries out BEGIN, COMMIT or ROLLBACK; gives the command tag. */
  async runTransaction({ op, sql, tag, chain }: TransactionStatement): Promise<string> {
    const step = transactionStep(this.transaction, op);
    if (step.warning) this.notice(step.warning, 'WARNING');
    if (!step.engine) return tag;
    if (step.engine === 'begin') {
      await this.timed((line) => line.query(sql, discard));
      this.gucs.begin();
      this.transaction = step.after;
      return tag;
    }
    await this.beforeTransactionEnd();
    const committing = step.engine === 'commit';
    let committed = false;
    try {
      await this.timed((line) => line.query(committing ? 'COMMIT' : 'ROLLBACK', discard));
      committed = committing;
    } finally {
      // A COMMIT that fails has rolled back: the block is over either way.
      this.transaction = 'I';
      await this.applyEngineSettings(this.gucs.end(committed));
      if (!committed) this.catalogChanged();
    }
    if (chain) {
      await this.timed((line) => line.query('BEGIN TRANSACTION', discard));
      this.gucs.begin();
      this.transaction = 'T';
    }
    return step.tag ?? tag;
  }

  /** Makes a changed setting known to the engine, where it means something there, and to the client. */
  async applyEngineSettings(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const value = this.gucs.get(name) ?? '';
      await this.applyEngineSetting(name, value);
      if (this.gucs.isReported(name)) this.client.push(parameterStatus(this.gucs.spelling(name), value));
    }
  }

  async applyEngineSetting(name: string, value: string): Promise<void> {
    const key = name.toLowerCase();
    if (key === 'timezone') await (await this.worker()).configure(value);
    else if (key === 'search_path') {
      await (await this.worker()).query(setSearchPath(value), discard);
      this.catalogChanged();
    }
  }

  notice(wire: WireFailure, severity: 'WARNING' | 'NOTICE' = 'NOTICE'): void {
    this.client.push(noticeResponse(wire, severity));
  }

  /** Answers a failed request and marks an open transaction block as failed. */
  fail(error: unknown, statement?: TranslatedStatement): void {
    if (this.ended) return;
    const failure = this.#located(asFailure(error), statement);
    if (failure.code === 'internal')
      this.parts.log.error({ err: failure, session: this.#gateway?.id ?? '' }, 'a request failed');
    if (failure.fields.severity === 'FATAL' || failure.code === 'workerLost') {
      this.endFatal(failure);
      return;
    }
    if (this.transaction === 'T') this.transaction = 'E';
    this.#count(failure);
    this.client.push(errorResponse(failure));
  }

  #located(failure: Failure, statement: TranslatedStatement | undefined): Failure {
    const { position } = failure.fields;
    if (position === undefined || statement?.kind !== 'run') return failure;
    return new Failure({ ...failure.toWire(), position: statement.positions(position) }, { cause: failure.cause });
  }

  /** Tells the client why and closes. */
  endFatal(failure: Failure): void {
    if (this.ended) return;
    this.ended = true;
    this.#count(failure);
    this.client.push(errorResponse(fatal(failure)));
    this.client.end();
    this.#release(failure.code);
  }

  /** Closes without a word: the client asked for it, or is gone. */
  endQuietly(reason: string): void {
    if (this.ended) return;
    this.ended = true;
    this.client.end();
    this.#release(reason);
  }

  #clientGone(): void {
    this.ended = true;
    this.#release('client gone');
    this.client.destroy();
  }

  #release(reason: string): void {
    this.parts.abandonClaim();
    if (this.#line?.busy) this.#line.cancel();
    this.#line?.close();
    this.#gateway?.close(reason);
  }

  #count(failure: Failure): void {
    this.parts.metrics.inc('brooder_errors_total', { protocol: 'pg', class: failure.sqlstate.slice(0, 2) });
  }

  readonly firstRow = (): void => {
    if (this.#sentRow) return;
    this.#sentRow = true;
    const seconds = (this.parts.clock.now() - this.parts.acceptedAt) / 1000;
    this.parts.metrics.observe('brooder_connect_to_first_row_seconds', { protocol: 'pg' }, seconds);
  };

  /** Measures one statement from its message to its last byte. */
  async measured(work: () => Promise<void>, statement?: () => TranslatedStatement | undefined): Promise<boolean> {
    const { clock, metrics } = this.parts;
    const began = clock.now();
    const bytes = this.client.bytesPushed;
    this.#statements++;
    let outcome = 'ok';
    try {
      await work();
    } catch (error) {
      outcome = 'error';
      this.fail(error, statement?.());
    }
    const ms = clock.now() - began;
    const sent = this.client.bytesPushed - bytes;
    metrics.observe('brooder_statement_seconds', { protocol: 'pg', outcome }, ms / 1000);
    metrics.inc('brooder_bytes_sent_total', { protocol: 'pg' }, sent);
    if (this.#gateway) {
      const { id: session, org, hot } = this.#gateway;
      const query = `${session}-${this.#statements}`;
      this.parts.log.debug({ session, org, worker: hot.worker.id, query, outcome, ms, bytes: sent }, 'statement');
    }
    return outcome === 'ok';
  }

  countRows(rows: number): void {
    if (rows > 0) this.parts.metrics.inc('brooder_rows_sent_total', { protocol: 'pg' }, rows);
  }
}
