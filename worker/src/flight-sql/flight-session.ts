import { randomBytes } from 'node:crypto';
import { asFailure, type BoundValue, type Failure, failures } from '@brooder/contracts';
import type { EngineConnection, EngineStatement } from '../engine/index.ts';
import { type LockedWarehouse, refusal } from '../lockdown/index.ts';
import { Activity } from '../session/index.ts';
import { Turn } from './turn.ts';

/** Statements one session keeps, prepared ones and infos that were not yet read; the oldest info is dropped first. */
const maxStatements = 2048;

/** PostgreSQL's active_sql_transaction. */
const alreadyInTransaction = '25001';

/** A statement known to a client by its handle. */
export interface FlightStatement {
  readonly handle: string;
  readonly engine: EngineStatement;
  /** From `GetFlightInfo` of a plain query: read once, then gone. */
  readonly once: boolean;
  /** True from the `GetFlightInfo` that ran a statement without a result until the `DoGet` that tells so. */
  ran: boolean;
  /** Parameter rows of the last bind; none is one execution without parameters. */
  rows: readonly (readonly BoundValue[])[];
}

export interface FlightSessionParts {
  connection: EngineConnection;
  warehouse: LockedWarehouse;
  engineVersion: string;
  /** Told each statement before it is prepared; set only where the operator wants SQL in the log. */
  onStatement?: ((sql: string) => void) | undefined;
  /** Called once, when the session is over. */
  onEnd: () => void;
}

/** One Flight SQL session: an engine connection, its statements and its transaction. Calls take turns. */
export class FlightSession {
  readonly activity: Activity;
  readonly turn = new Turn();
  readonly connection: EngineConnection;
  readonly database: string;
  readonly engineVersion: string;
  readonly #warehouse: LockedWarehouse;
  readonly #onStatement: ((sql: string) => void) | undefined;
  readonly #onEnd: () => void;
  readonly #statements = new Map<string, FlightStatement>();
  #transaction: string | undefined;
  #ended: Promise<void> | undefined;

  constructor(parts: FlightSessionParts) {
    this.connection = parts.connection;
    this.database = parts.warehouse.database;
    this.engineVersion = parts.engineVersion;
    this.#warehouse = parts.warehouse;
    this.#onStatement = parts.onStatement;
    this.#onEnd = parts.onEnd;
    this.activity = new Activity(() => parts.connection.interrupt());
  }

  /** Runs `work` alone on the connection. The client's reset (`signal`) interrupts it, but never another call's work. */
  exclusive<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    return this.turn.take(async () => {
      signal.throwIfAborted();
      if (this.#ended) throw failures.unknownSession({});
      const stop = () => this.activity.stop();
      signal.addEventListener('abort', stop, { once: true });
      try {
        return await this.activity.run(work);
      } finally {
        signal.removeEventListener('abort', stop);
      }
    });
  }

  /** Within a turn. @throws engine 42501 for a statement that walks past the lock */
  async prepare(sql: string, once: boolean): Promise<FlightStatement> {
    this.#onStatement?.(sql);
    const refused = refusal(sql, this.#warehouse);
    if (refused) throw refused;
    if (this.#statements.size >= maxStatements) await this.#dropOldest();
    const engine = await this.connection.prepare(sql);
    const statement: FlightStatement = { handle: newHandle(), engine, once, ran: false, rows: [] };
    this.#statements.set(statement.handle, statement);
    return statement;
  }

  /** @throws invalidTicket for a handle of another session, or one that was closed */
  statement(handle: Uint8Array): FlightStatement {
    const statement = this.#statements.get(textOf(handle));
    if (statement === undefined) throw failures.invalidTicket({});
    return statement;
  }

  /** Within a turn. */
  async closeStatement(statement: FlightStatement): Promise<void> {
    if (this.#statements.delete(statement.handle)) await statement.engine.close();
  }

  get inTransaction(): boolean {
    return this.#transaction !== undefined;
  }

  /** @throws notFound when a call names a transaction that is not the open one */
  checkTransaction(id: Uint8Array | undefined): void {
    if (id === undefined || id.length === 0) return;
    if (textOf(id) !== this.#transaction) throw failures.notFound({ what: 'This transaction' });
  }

  /** Within a turn. */
  async begin(): Promise<Uint8Array> {
    if (this.#transaction !== undefined) {
      throw failures.invalidRequest(
        { reason: 'This session is already in a transaction.' },
        { sqlstate: alreadyInTransaction },
      );
    }
    await this.connection.run('BEGIN TRANSACTION');
    this.#transaction = newHandle();
    return Buffer.from(this.#transaction);
  }

  /** Within a turn. The transaction is over also when its COMMIT fails. */
  async finish(id: Uint8Array, outcome: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    if (this.#transaction === undefined) throw failures.notFound({ what: 'This transaction' });
    this.checkTransaction(id);
    this.#transaction = undefined;
    try {
      await this.connection.run(outcome);
    } catch (thrown) {
      // After a failed COMMIT DuckDB has either rolled back already, or waits for it.
      await this.connection.run('ROLLBACK').catch(() => {});
      throw thrown;
    }
  }

  /** Within a turn: all of `work` or nothing, also outside a client's transaction. */
  async atomically<T>(work: () => Promise<T>): Promise<T> {
    if (this.inTransaction) return work();
    try {
      await this.connection.run('BEGIN TRANSACTION');
    } catch (thrown) {
      // The client began one in SQL: its COMMIT decides.
      if (asFailure(thrown).sqlstate === alreadyInTransaction) return work();
      throw thrown;
    }
    try {
      const value = await work();
      await this.connection.run('COMMIT');
      return value;
    } catch (thrown) {
      await this.connection.run('ROLLBACK').catch(() => {});
      throw thrown;
    }
  }

  /** Within a turn: runs a statement once for each row of parameters, all or none. Answers the rows changed. */
  async update(statement: EngineStatement, rows: readonly (readonly BoundValue[])[]): Promise<number> {
    if (rows.length < 2) return runForCount(statement, rows[0] ?? []);
    return this.atomically(async () => {
      let changed = 0;
      for (const values of rows) {
        changed += await runForCount(statement, values);
        this.activity.throwIfStopped();
      }
      return changed;
    });
  }

  end(reason: Failure): Promise<void> {
    this.#ended ??= this.#end(reason);
    return this.#ended;
  }

  async #end(reason: Failure): Promise<void> {
    this.activity.stop(reason);
    try {
      await this.connection.close();
    } finally {
      this.#statements.clear();
      this.#onEnd();
    }
  }

  async #dropOldest(): Promise<void> {
    for (const statement of this.#statements.values()) {
      if (statement.once) return this.closeStatement(statement);
    }
    throw failures.invalidRequest(
      { reason: `This session holds ${maxStatements} prepared statements; close some before making more.` },
      { sqlstate: '53400' },
    );
  }
}

/** Counts the rows of a RETURNING clause, which an update drops; 0 where DuckDB counts nothing. */
async function runForCount(statement: EngineStatement, values: readonly BoundValue[]): Promise<number> {
  const result = await statement.execute(values, { lossless: false });
  try {
    if (result.columns === undefined) return Number(result.changed ?? 0n);
    let rows = 0;
    for (let batch = await result.next(); batch !== undefined; batch = await result.next()) {
      rows += batch.rows;
      batch.release();
    }
    return rows;
  } finally {
    await result.close();
  }
}

/** 144 random bits as text: a handle is bound to its session, and no other session's can be guessed. */
const newHandle = () => randomBytes(18).toString('base64url');
const textOf = (handle: Uint8Array) =>
  Buffer.from(handle.buffer, handle.byteOffset, handle.byteLength).toString('latin1');
