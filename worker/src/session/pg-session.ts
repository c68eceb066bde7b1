import {
  asFailure,
  type Failure,
  failures,
  type ResultColumn,
  type SessionReply,
  type SessionRequest,
} from '@brooder/contracts';
import type { EngineConnection, EngineStatement } from '../engine/index.ts';
import { type LockedWarehouse, refusal } from '../lockdown/index.ts';
import { quoteText } from '../sql-text.ts';
import { Activity } from './activity.ts';
import { decodeParameters } from './parameters.ts';
import { Portal } from './portal.ts';
import { SessionStatement } from './statement.ts';

/** Prepared statements and portals of one session, each. A client that needs more leaks them. */
const maxHandles = 4096;

export type AnsweredRequest = Exclude<SessionRequest, { op: 'cancel' }>;
type Execute = Extract<SessionRequest, { op: 'execute' }>;
type DescribeBound = Extract<SessionRequest, { op: 'describe-bound' }>;

/** `undefined` means go on; a promise means the gateway reads slowly: await it. */
export type SendReply = (reply: SessionReply, body?: Uint8Array) => Promise<void> | undefined;

export interface PgSessionParts {
  connection: EngineConnection;
  warehouse: LockedWarehouse;
  timeZone: string;
  send: SendReply;
  /** Told each statement before it is prepared; set only where the operator wants SQL in the log. */
  onStatement?: ((sql: string) => void) | undefined;
  /** Told the cause of a failure that is none of the agreed ones. */
  onInternalError: (cause: unknown) => void;
}

/** One Postgres session: prepared statements and portals on one engine connection. Requests come one after another. */
export class PgSession {
  readonly activity: Activity;
  readonly #connection: EngineConnection;
  readonly #warehouse: LockedWarehouse;
  readonly #send: SendReply;
  readonly #onStatement: ((sql: string) => void) | undefined;
  readonly #onInternalError: (cause: unknown) => void;
  readonly #statements = new Map<string, SessionStatement>();
  readonly #portals = new Map<string, Portal>();
  /** The portal whose result the engine still holds. */
  #open: Portal | undefined;
  #timeZone: string;

  constructor(parts: PgSessionParts) {
    this.#connection = parts.connection;
    this.#warehouse = parts.warehouse;
    this.#timeZone = parts.timeZone;
    this.#send = parts.send;
    this.#onStatement = parts.onStatement;
    this.#onInternalError = parts.onInternalError;
    this.activity = new Activity(() => parts.connection.interrupt());
  }

  /** Answers `request` exactly once; never rejects, except when the reply cannot be sent any more. */
  async handle(request: AnsweredRequest, body: Uint8Array): Promise<void> {
    let failure: Failure;
    try {
      await this.activity.run(() => this.#answer(request, body));
      return;
    } catch (thrown) {
      failure = asFailure(thrown);
    }
    if (failure.code === 'internal') this.#onInternalError(failure.cause);
    await this.#send({ op: 'failed', seq: request.seq, failure: failure.toWire() });
  }

  /** Interrupts what runs and gives the connection back; an open transaction is rolled back by it. */
  async close(): Promise<void> {
    this.activity.stop();
    this.#connection.interrupt();
    for (const portal of this.#portals.values()) await portal.close();
    this.#portals.clear();
    this.#statements.clear();
    await this.#connection.close();
  }

  #answer(request: AnsweredRequest, body: Uint8Array): Promise<void> {
    switch (request.op) {
      case 'execute':
        return this.#execute(request, body);
      case 'fetch':
        return this.#fetch(request.seq, request.portal, request.maxRows);
      case 'prepare':
        return this.#prepare(request.seq, request.name, request.sql, request.parameterOids);
      case 'query':
        return this.#query(request.seq, request.sql);
      case 'describe-bound':
        return this.#describeBound(request, body);
      case 'close-portal':
        return this.#closePortal(request.seq, request.portal);
      case 'close-statement':
        return this.#closeStatement(request.seq, request.name);
      case 'configure':
        return this.#configure(request.seq, request.settings.timeZone);
      default:
        throw failures.protocolViolation({ expected: 'an operation of the session', actual: 'another one' });
    }
  }

  async #prepare(seq: number, name: string, sql: string, oids: readonly number[]): Promise<void> {
    if (name !== '' && this.#statements.has(name)) throw failures.duplicateStatement({ name });
    if (this.#statements.size >= maxHandles) throw tooManyHandles('prepared statements');
    await this.#dropStatement(name);
    const statement = await this.#prepareEngine(sql);
    this.#statements.set(name, new SessionStatement(statement, oids));
    await this.#sendPrepared(seq, statement, statement.columns, statement.unresolved);
  }

  async #prepareEngine(sql: string): Promise<EngineStatement> {
    this.#onStatement?.(sql);
    const refused = refusal(sql, this.#warehouse);
    if (refused) throw refused;
    await this.#freeConnection();
    return this.#connection.prepare(sql);
  }

  async #execute(request: Execute, body: Uint8Array): Promise<void> {
    const statement = this.#statement(request.name);
    await this.#dropPortal(request.portal);
    if (this.#portals.size >= maxHandles) throw tooManyHandles('portals');
    const values = decodeParameters(request, body, statement.oids, statement.engine.parameters);
    if (this.#open !== undefined) await this.#freeConnection();
    const result = await statement.engine.execute(values, { lossless: true });
    let portal: Portal;
    try {
      if (request.expectColumns && !statement.matches(result.columns)) throw failures.resultTypeChanged({});
      portal = new Portal(result, statement.encoderFor(result, request.resultFormats, this.#timeZone));
    } catch (thrown) {
      await result.close();
      throw thrown;
    }
    this.#portals.set(request.portal, portal);
    this.#open = portal;
    if (!request.expectColumns) {
      statement.tell(result.columns);
      await this.#send(columnsReply(request.seq, result));
    }
    await this.#read(request.seq, portal, request.maxRows);
  }

  async #query(seq: number, sql: string): Promise<void> {
    const engine = await this.#prepareEngine(sql);
    try {
      if (engine.parameters.length > 0) {
        throw failures.engine({ message: 'there is no parameter $1' }, { sqlstate: '42P02' });
      }
      const result = await engine.execute([], { lossless: true });
      const encoder = new SessionStatement(engine, []).encoderFor(result, [], this.#timeZone);
      const portal = new Portal(result, encoder);
      try {
        await this.#send(columnsReply(seq, result));
        await this.#read(seq, portal, 0);
      } finally {
        await portal.close();
      }
    } finally {
      await engine.close();
    }
  }

  async #fetch(seq: number, name: string, maxRows: number): Promise<void> {
    const portal = this.#portals.get(name);
    if (portal === undefined) throw failures.unknownPortal({ name });
    await this.#read(seq, portal, maxRows);
  }

  /** Sends rows and `done`. A portal that failed is gone. */
  async #read(seq: number, portal: Portal, maxRows: number): Promise<void> {
    try {
      const { rows, rest, suspended } = await portal.read(
        maxRows,
        (block) => this.#send({ op: 'rows', seq, rows: block.rows }, block.bytes),
        this.activity.throwIfStopped,
      );
      if (!portal.holdsConnection && this.#open === portal) this.#open = undefined;
      if (portal.kind === 'set') await this.#followTimeZone();
      const done: SessionReply = { op: 'done', seq, kind: portal.kind, rows, suspended };
      if (portal.changed !== undefined) done.changed = Number(portal.changed);
      const full = this.#send(done, rest);
      if (full) await full;
    } catch (thrown) {
      await portal.close();
      if (this.#open === portal) this.#open = undefined;
      throw thrown;
    }
  }

  /** Types after binding. Only a SELECT is run for it, and no row of it is read. */
  async #describeBound(request: DescribeBound, body: Uint8Array): Promise<void> {
    const statement = this.#statement(request.name);
    const { engine } = statement;
    if (!engine.unresolved || engine.kind !== 'select') {
      return this.#sendPrepared(request.seq, engine, engine.columns, engine.unresolved);
    }
    const values = decodeParameters(request, body, statement.oids, engine.parameters);
    await this.#freeConnection();
    const result = await engine.execute(values, { lossless: true });
    const { columns } = result;
    await result.close();
    statement.tell(columns);
    await this.#sendPrepared(request.seq, engine, columns, false);
  }

  async #closePortal(seq: number, name: string): Promise<void> {
    await this.#dropPortal(name);
    await this.#send({ op: 'closed', seq });
  }

  async #closeStatement(seq: number, name: string): Promise<void> {
    await this.#dropStatement(name);
    await this.#send({ op: 'closed', seq });
  }

  async #configure(seq: number, timeZone: string): Promise<void> {
    await this.#freeConnection();
    await this.#connection.run(`SET TimeZone = ${quoteText(timeZone)}`);
    this.#timeZone = timeZone;
    await this.#send({ op: 'done', seq, kind: 'set', rows: 0, suspended: false });
  }

  /** A SET in SQL may have changed the zone in which timestamptz is written. */
  async #followTimeZone(): Promise<void> {
    const [row] = await this.#connection.rows(`SELECT current_setting('TimeZone')`);
    this.#timeZone = String(row?.[0] ?? this.#timeZone);
  }

  #statement(name: string): SessionStatement {
    const statement = this.#statements.get(name);
    if (statement === undefined) throw failures.unknownStatement({ name });
    return statement;
  }

  /** The engine runs one result at a time: a suspended portal's rows are taken into memory first. */
  async #freeConnection(): Promise<void> {
    const portal = this.#open;
    if (portal === undefined) return;
    this.#open = undefined;
    await portal.detach();
  }

  async #dropPortal(name: string): Promise<void> {
    const portal = this.#portals.get(name);
    if (portal === undefined) return;
    this.#portals.delete(name);
    if (this.#open === portal) this.#open = undefined;
    await portal.close();
  }

  async #dropStatement(name: string): Promise<void> {
    const statement = this.#statements.get(name);
    if (statement === undefined) return;
    this.#statements.delete(name);
    await this.#freeConnection();
    await statement.engine.close();
  }

  async #sendPrepared(
    seq: number,
    { kind, parameters }: EngineStatement,
    columns: readonly ResultColumn[] | undefined,
    unresolved: boolean,
  ): Promise<void> {
    const reply: SessionReply = { op: 'prepared', seq, kind, parameters, unresolved };
    if (columns !== undefined) reply.columns = columns;
    await this.#send(reply);
  }
}

function columnsReply(seq: number, result: Pick<EngineStatement, 'kind' | 'columns'>): SessionReply {
  const reply: SessionReply = { op: 'columns', seq, kind: result.kind };
  if (result.columns !== undefined) reply.columns = result.columns;
  return reply;
}

function tooManyHandles(what: string): Failure {
  return failures.invalidRequest(
    { reason: `This session holds ${maxHandles} ${what}; close some before making more.` },
    { sqlstate: '53400' },
  );
}
