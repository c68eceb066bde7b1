/** One DuckDB connection: its operations run one at a time, off the event loop. */
import { type EngineValue, type Failure, failures } from '@brooder/contracts';
import { DuckAppender } from './appender.ts';
import { readBatch } from './arrow-batch.ts';
import { readRows } from './arrow-values.ts';
import type { AppendTarget, ArrowAppender, EngineConnection, EngineStatement, Progress } from './engine.ts';
import { consumeErrorData, engineFailure, errorTypes, resultFailure, typeOfText } from './engine-error.ts';
import type { Instance } from './instance.ts';
import { duck, offload, type Pointer, type PointerSlot, type ResultHandle } from './library.ts';
import { consumeType } from './logical-type.ts';
import type { DuckResult } from './result.ts';
import { type SqlScan, scanSql } from './scan-sql.ts';
import { DuckStatement } from './statement.ts';
import { arrayWords, Block } from './structs.ts';
import { Turns } from './turns.ts';

const maxRows = 100_000;

export class DuckConnection implements EngineConnection {
  readonly handle: Pointer;
  readonly instance: Instance;
  readonly turns = new Turns();
  readonly #statements = new Set<DuckStatement>();
  readonly #appenders = new Set<DuckAppender>();
  readonly #onClose: () => void;
  #open: DuckResult | undefined;
  #closing = false;
  #closed: Promise<void> | undefined;
  #disconnected = false;

  constructor(handle: Pointer, instance: Instance, onClose: () => void) {
    this.handle = handle;
    this.instance = instance;
    this.#onClose = onClose;
  }

  run(sql: string): Promise<void> {
    return this.turns.take(async () => {
      await this.begin();
      await offload(duck.destroyResult, await this.#query(sql));
    });
  }

  rows(sql: string): Promise<EngineValue[][]> {
    return this.turns.take(async () => {
      await this.begin();
      const result = await this.#query(sql);
      try {
        return this.#read(result);
      } finally {
        await offload(duck.destroyResult, result);
      }
    });
  }

  split(sql: string): Promise<number> {
    return this.turns.take(() => this.#extracted(sql, async (_, count) => count));
  }

  prepare(sql: string): Promise<EngineStatement> {
    return this.turns.take(async () => {
      await this.begin();
      const scan = scanSql(sql);
      const slot: PointerSlot = [null];
      if ((await offload(duck.prepare, this.handle, refuseNul(sql), slot)) === 0) {
        return this.#keep(new DuckStatement(this, { handle: slot[0]!, sql, scan, renew: undefined }));
      }
      const message = takePrepareError(slot);
      return this.#prepareInParts(sql, scan, message);
    });
  }

  interrupt(): void {
    if (!this.#disconnected) duck.interrupt(this.handle);
  }

  progress(): Progress {
    if (this.#disconnected) return { percentage: -1, rowsProcessed: 0n, totalRows: 0n };
    const { percentage, rowsProcessed, totalRows } = duck.progress(this.handle);
    return { percentage, rowsProcessed: BigInt(rowsProcessed), totalRows: BigInt(totalRows) };
  }

  appender(target: AppendTarget): Promise<ArrowAppender> {
    return this.turns.take(async () => {
      await this.begin();
      const appender = await DuckAppender.create(this, target);
      this.#appenders.add(appender);
      return appender;
    });
  }

  close(): Promise<void> {
    this.#closed ??= this.turns.take(async () => {
      this.#closing = true;
      await this.#open?.abandon('closed');
      for (const appender of [...this.#appenders]) await appender.drop();
      for (const statement of [...this.#statements]) statement.destroy();
      this.#disconnected = true;
      await offload(duck.disconnect, [this.handle]);
      this.#onClose();
    });
    return this.#closed;
  }

  /** Every operation that runs SQL starts here: DuckDB ends an open result when its connection runs something else. */
  async begin(): Promise<void> {
    if (this.#closing) throw failures.engine({ message: 'This connection is closed.' }, { sqlstate: '08003' });
    await this.#open?.abandon('superseded');
  }

  adopt(result: DuckResult): void {
    this.#open = result;
  }
  forget(result: DuckResult): void {
    if (this.#open === result) this.#open = undefined;
  }
  forgetStatement(statement: DuckStatement): void {
    this.#statements.delete(statement);
  }
  forgetAppender(appender: DuckAppender): void {
    this.#appenders.delete(appender);
  }

  /** The failure in a result, which is destroyed. */
  takeError(result: ResultHandle, sql?: string): Failure {
    if (!result.internal) return failures.engine({ message: 'DuckDB could not run this statement.' });
    const failure = this.instance.note(resultFailure(result, sql));
    duck.destroyResult(result);
    return failure;
  }

  async #query(sql: string): Promise<ResultHandle> {
    const result: ResultHandle = {};
    const state = await offload(duck.query, this.handle, refuseNul(sql), result);
    if (state !== 0) throw this.takeError(result, sql);
    return result;
  }

  #read(result: ResultHandle): EngineValue[][] {
    const count = Number(duck.columnCount(result));
    const handles = Array.from({ length: count }, (_, i) => duck.columnType(result, i));
    const names = handles.map((_, i) => duck.columnName(result, i) ?? '');
    const schema = this.instance.schema(this.handle, true, handles, names);
    const types = handles.map((handle) => consumeType(handle));
    const rows: EngineValue[][] = [];
    for (let chunk = duck.fetchChunk(result); chunk !== null; chunk = duck.fetchChunk(result)) {
      const block = new Block(arrayWords.words);
      const error = duck.toArrow(this.instance.options.lossless, chunk, block.address);
      duck.destroyChunk([chunk]);
      if (error !== null) throw this.instance.note(consumeErrorData(error));
      const batch = readBatch(block, schema);
      rows.push(...readRows(types, batch));
      batch.release();
      if (rows.length > maxRows) {
        throw failures.engine({ message: `The result has more than ${maxRows} rows.` }, { sqlstate: '54000' });
      }
    }
    return rows;
  }

  async #extracted<T>(sql: string, use: (extracted: Pointer, count: number) => Promise<T>): Promise<T> {
    if (this.#closing) throw failures.engine({ message: 'This connection is closed.' }, { sqlstate: '08003' });
    const slot: PointerSlot = [null];
    const count = Number(await offload(duck.extract, this.handle, refuseNul(sql), slot));
    const extracted = slot[0]!;
    try {
      const message = duck.extractError(extracted);
      if (message !== null) throw await this.textFailure(message, sql);
      return await use(extracted, count);
    } finally {
      duck.destroyExtracted([extracted]);
    }
  }

  /** What `duckdb_prepare` refused: nothing at all, several statements, one that DuckDB itself splits (PIVOT), or an error. */
  async #prepareInParts(sql: string, scan: SqlScan, message: string): Promise<EngineStatement> {
    const count = await this.#extracted(sql, async (_, statements) => statements);
    if (count === 0) throw failures.syntax({ reason: 'The text holds no statement.' });
    if (count === 1) throw await this.textFailure(message, sql);
    if (scan.several) {
      throw failures.syntax({ reason: 'cannot insert multiple commands into a prepared statement' });
    }
    const renew = () => this.#extracted(sql, (extracted, parts) => this.#prepareLast(extracted, parts, sql));
    return this.#keep(new DuckStatement(this, { handle: await renew(), sql, scan, renew }));
  }

  /** Runs all parts but the last, and prepares that. */
  async #prepareLast(extracted: Pointer, count: number, sql: string): Promise<Pointer> {
    for (let i = 0; ; i++) {
      const slot: PointerSlot = [null];
      const state = await offload(duck.prepareExtracted, this.handle, extracted, i, slot);
      if (state !== 0) throw await this.textFailure(takePrepareError(slot), sql);
      if (i === count - 1) return slot[0]!;
      const result: ResultHandle = {};
      const ran = await offload(duck.execute, slot[0]!, result);
      duck.destroyPrepare(slot);
      if (ran !== 0) throw this.takeError(result, sql);
      duck.destroyResult(result);
    }
  }

  #keep(statement: DuckStatement): DuckStatement {
    this.#statements.add(statement);
    return statement;
  }

  /**
   * The failure of an error that DuckDB gave as text. Text alone never condemns the engine: when its class says so, a statement of
   * our own is run, which a lost instance answers with a typed FATAL.
   */
  async textFailure(message: string, sql: string): Promise<Failure> {
    const type = typeOfText(message);
    if (type === errorTypes.FATAL || type === errorTypes.INTERNAL) await this.#probe();
    return engineFailure(type, { message, sql });
  }

  async #probe(): Promise<void> {
    const result: ResultHandle = {};
    if ((await offload(duck.query, this.handle, 'SELECT 1', result)) !== 0) this.takeError(result);
    else duck.destroyResult(result);
  }
}

/** C strings end at NUL: what stands after it would be dropped without a word. */
export function refuseNul(text: string): string {
  if (text.includes('\0')) throw failures.syntax({ reason: 'The text holds a NUL character.' });
  return text;
}

function takePrepareError(slot: PointerSlot): string {
  const handle = slot[0];
  if (handle === null) return 'DuckDB could not prepare this statement.';
  const message = duck.prepareError(handle) ?? 'DuckDB gave no reason.';
  duck.destroyPrepare(slot);
  return message;
}
