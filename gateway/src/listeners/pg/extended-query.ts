import { Failure, failures, type PgFormat } from '@brooder/contracts';
import {
  bindComplete,
  closeComplete,
  commandComplete,
  dataRowText,
  emptyQueryResponse,
  type FrontendMessage,
  noData,
  parameterDescription,
  parseComplete,
  pgTypeOf,
  portalSuspended,
} from '@brooder/pgwire';
import { type ColumnNames, commandTag } from '../../sql/index.ts';
import { answerColumns, carryOut, type PreparedStatements } from './answer.ts';
import type { PgSession } from './pg-session.ts';
import { type ClientStatement, makePortal, type Portal } from './portals.ts';
import { describeRows, rowsTo } from './result-stream.ts';
import { StatementCache, type WorkerStatement } from './statement-cache.ts';
import type { DoneReply } from './worker-line.ts';

type Message<T extends FrontendMessage['type']> = Extract<FrontendMessage, { type: T }>;

/** Named statements and portals of one session; a client that leaks them hears of it here, not by an empty worker. */
const maxNamed = 2_000;

/** Parse, Bind, Describe, Execute and Close. Source: PostgreSQL docs 54.2.3. */
export class ExtendedQuery implements PreparedStatements {
  readonly #session: PgSession;
  readonly #cache = new StatementCache();
  readonly #statements = new Map<string, ClientStatement>();
  readonly #portals = new Map<string, Portal>();
  #portalsMade = 0;

  constructor(session: PgSession) {
    this.#session = session;
    session.beforeTransactionEnd = () => this.closePortals();
    session.catalogChanged = () => {
      session.worker().then(
        (line) => this.#cache.invalidate(line),
        () => {},
      );
    };
  }

  async parse({ name, sql, parameterOids }: Message<'parse'>): Promise<void> {
    const session = this.#session;
    if (name !== '' && this.#statements.has(name)) throw failures.duplicateStatement({ name });
    if (this.#statements.size >= maxNamed) throw tooMany('prepared statements');
    this.forget('');
    const { translator, view } = session.parts;
    const { statements } = translator.translate(sql, view);
    if (statements.length > 1)
      throw failures.syntax({ reason: 'cannot insert multiple commands into a prepared statement' });
    const translated = statements[0] ?? { kind: 'empty' as const };
    session.requireUsable(translated);
    if (translated.kind === 'refuse') throw translated.failure;
    const worker = translated.kind === 'run' ? await this.#prepare(translated, parameterOids) : undefined;
    this.#statements.set(name, { name, translated, oids: parameterOids, worker });
    session.client.push(parseCompleteMessage);
  }

  async #prepare(
    translated: Extract<ClientStatement['translated'], { kind: 'run' }>,
    oids: readonly number[],
  ): Promise<WorkerStatement> {
    try {
      return await this.#session.timed(async (line) => {
        for (const before of translated.before) await line.query(before, { rows: () => undefined });
        return this.#cache.take(line, translated.sql, oids);
      });
    } catch (error) {
      throw located(error, translated);
    }
  }

  async bind(message: Message<'bind'>): Promise<void> {
    const { portal: name } = message;
    if (name !== '' && this.#portals.has(name)) throw failures.duplicatePortal({ name });
    if (this.#portals.size >= maxNamed) throw tooMany('portals');
    const statement = this.#statement(message.statement);
    this.#session.requireUsable(statement.translated);
    const portal = makePortal(statement, message);
    await this.#closePortal('');
    this.#portals.set(name, portal);
    this.#session.client.push(bindCompleteMessage);
  }

  async describe({ kind, name }: Message<'describe'>): Promise<void> {
    const { client } = this.#session;
    if (kind === 'statement') {
      const statement = this.#statement(name);
      client.push(parameterDescription(parameterOids(statement)));
      this.#pushColumns(statement, []);
      return;
    }
    const portal = this.#portal(name);
    const { worker } = portal.statement;
    if (worker?.reply.unresolved && !portal.bound)
      portal.bound = await this.#session.timed((line) => line.describeBound(worker.name, portal.block, portal.values));
    if (portal.bound)
      client.push(
        portal.bound.columns
          ? describeRows(portal.bound.columns, portal.block.resultFormats, namesOf(portal.statement))
          : noData(),
      );
    else this.#pushColumns(portal.statement, portal.block.resultFormats);
  }

  #pushColumns(statement: ClientStatement, formats: readonly PgFormat[]): void {
    const { translated, worker } = statement;
    const { client } = this.#session;
    const columns =
      translated.kind === 'answer' ? answerColumns(translated.answer, this.#session) : worker?.reply.columns;
    if (!columns) client.push(noData());
    else if (!worker || formats.length > 1) client.push(describeRows(columns, formats, namesOf(statement)));
    else {
      const format = formats[0] ?? 0;
      worker.described[format] ??= describeRows(columns, formats, namesOf(statement));
      client.push(worker.described[format]);
    }
  }

  /** One Execute; gives false when it failed, so that the rest up to Sync is skipped. */
  async execute({ portal: name, maxRows }: Message<'execute'>): Promise<boolean> {
    const portal = this.#portals.get(name);
    return this.#session.measured(
      async () => {
        if (!portal) throw failures.unknownPortal({ name });
        const { translated } = portal.statement;
        this.#session.requireUsable(translated);
        if (translated.kind === 'run') await this.#run(portal, translated, maxRows);
        else await this.#answer(portal);
      },
      () => portal?.statement.translated,
    );
  }

  async #run(
    portal: Portal,
    translated: Extract<ClientStatement['translated'], { kind: 'run' }>,
    maxRows: number,
  ): Promise<void> {
    const session = this.#session;
    const worker = portal.statement.worker!;
    const tag = (done: Parameters<typeof commandTag>[2]) =>
      commandTag(translated.tagKind, translated.fallbackTag, done);
    if (portal.state === 'done') {
      if (!worker.reply.columns)
        throw failures.invalidRequest({ reason: 'this portal has run already' }, { sqlstate: '55000' });
      session.client.push(commandComplete(tag({ kind: worker.reply.kind, rows: 0, changed: 0 })));
      return;
    }
    const done = await this.#runOnWorker(portal, worker, maxRows);
    session.countRows(done.rows);
    portal.state = done.suspended ? 'suspended' : 'done';
    session.client.push(done.suspended ? portalSuspendedMessage : commandComplete(tag(done)));
    if (['create', 'alter', 'drop', 'attach', 'set', 'other'].includes(done.kind)) session.catalogChanged();
  }

  async #runOnWorker(portal: Portal, worker: WorkerStatement, maxRows: number): Promise<DoneReply> {
    const session = this.#session;
    const sink = rowsTo(session.client, session.firstRow);
    if (portal.state === 'suspended') return session.timed((line) => line.fetch(portal.workerName, maxRows, sink));
    if (maxRows > 0) portal.workerName = `p${++this.#portalsMade}`;
    const request = { name: worker.name, portal: portal.workerName, maxRows, expectColumns: true, ...portal.block };
    try {
      return await session.timed((line) => line.execute(request, portal.values, sink));
    } catch (error) {
      portal.state = 'done';
      if (error instanceof Failure && error.code === 'resultTypeChanged')
        this.#cache.markStale(await session.worker(), worker);
      throw error;
    }
  }

  async #answer(portal: Portal): Promise<void> {
    const session = this.#session;
    const { translated } = portal.statement;
    portal.state = 'done';
    if (translated.kind === 'empty') session.client.push(emptyQueryResponse());
    else if (translated.kind === 'transaction')
      session.client.push(commandComplete(await session.runTransaction(translated)));
    else if (translated.kind === 'answer') {
      const { rows, tag } = await carryOut(translated.answer, session, this);
      // Text and binary form of a text value are the same bytes.
      for (const row of rows) session.client.push(dataRowText(row));
      session.client.push(commandComplete(tag));
    }
  }

  async close({ kind, name }: Message<'close'>): Promise<void> {
    if (kind === 'statement') this.forget(name);
    else await this.#closePortal(name);
    this.#session.client.push(closeComplete());
  }

  /** Outside a transaction block portals live until Sync; inside, until its end. */
  async sync(): Promise<void> {
    if (this.#session.transaction === 'I') await this.closePortals();
  }

  async closePortals(): Promise<void> {
    for (const [name, { state }] of [...this.#portals]) {
      if (state === 'suspended') await this.#closePortal(name);
      else this.#portals.delete(name);
    }
  }

  /** A Query message ends the unnamed statement and portal. */
  async forgetUnnamed(): Promise<void> {
    await this.#closePortal('');
    this.forget('');
  }

  forget(name: string): boolean {
    const statement = this.#statements.get(name);
    if (!statement) return false;
    this.#statements.delete(name);
    const { worker } = statement;
    if (worker) {
      this.#session.worker().then(
        (line) => this.#cache.release(line, worker),
        () => {},
      );
    }
    return true;
  }

  forgetAll(): void {
    for (const name of [...this.#statements.keys()]) this.forget(name);
  }

  async #closePortal(name: string): Promise<void> {
    const portal = this.#portals.get(name);
    if (!portal) return;
    this.#portals.delete(name);
    if (portal.state === 'suspended') await (await this.#session.worker()).closePortal(portal.workerName);
  }

  #statement(name: string): ClientStatement {
    const statement = this.#statements.get(name);
    if (!statement) throw failures.unknownStatement({ name });
    return statement;
  }

  #portal(name: string): Portal {
    const portal = this.#portals.get(name);
    if (!portal) throw failures.unknownPortal({ name });
    return portal;
  }
}

function namesOf({ translated }: ClientStatement): ColumnNames | undefined {
  return translated.kind === 'run' ? translated.columnNames : undefined;
}

function parameterOids({ oids, worker }: ClientStatement): number[] {
  return (worker?.reply.parameters ?? []).map((type, i) => oids[i] || pgTypeOf(type).oid);
}

function located(error: unknown, translated: Extract<ClientStatement['translated'], { kind: 'run' }>): unknown {
  if (!(error instanceof Failure) || error.fields.position === undefined) return error;
  const position = translated.positions(error.fields.position);
  return new Failure({ ...error.toWire(), position }, { cause: error.cause });
}

const tooMany = (what: string) =>
  failures.invalidRequest({ reason: `a session keeps at most ${maxNamed} ${what}` }, { sqlstate: '53400' });

const parseCompleteMessage = parseComplete();
const bindCompleteMessage = bindComplete();
const portalSuspendedMessage = portalSuspended();
