/** Arrow batches into a table. DuckDB flushes by itself now and then: inside a transaction all of it or nothing is seen. */
import { type ArrowBatch, type ArrowSchema, failures } from '@brooder/contracts';
import { checkBatch } from './arrow-check.ts';
import { type CStructure, writeArray, writeSchema } from './arrow-write.ts';
import type { DuckConnection } from './connection.ts';
import type { AppendTarget, ArrowAppender } from './engine.ts';
import { consumeErrorData } from './engine-error.ts';
import { duck, offload, type Pointer, type PointerSlot } from './library.ts';

/** DuckDB's vector size: its appender casts in buffers of this many rows. */
const rowsPerChunk = 2048;

export class DuckAppender implements ArrowAppender {
  readonly #connection: DuckConnection;
  readonly #handle: Pointer;
  #rows = 0n;
  #ended = false;

  private constructor(connection: DuckConnection, handle: Pointer) {
    this.#connection = connection;
    this.#handle = handle;
  }

  /** From within the connection's turn. */
  static async create(connection: DuckConnection, target: AppendTarget): Promise<DuckAppender> {
    const slot: PointerSlot = [null];
    const { catalog = null, schema = null, table } = target;
    const state = await offload(duck.appenderCreate, connection.handle, catalog, schema, table, slot);
    const appender = new DuckAppender(connection, slot[0]!);
    if (state === 0) return appender;
    const failure = appender.#failure();
    await appender.drop();
    throw failure;
  }

  append(schema: ArrowSchema, batch: ArrowBatch): Promise<void> {
    return this.#turn(async () => {
      const columns = Number(duck.appenderColumnCount(this.#handle));
      if (columns !== schema.fields.length) {
        throw failures.engine(
          { message: `The table has ${columns} columns, the data has ${schema.fields.length}.` },
          { sqlstate: '42601' },
        );
      }
      checkBatch(schema, batch);
      const memory: CStructure[] = [];
      try {
        await this.#write(schema, batch, memory);
      } finally {
        for (const structure of memory) structure.free();
      }
    });
  }

  finish(): Promise<bigint> {
    return this.#turn(async () => {
      const state = await offload(duck.appenderClose, this.#handle);
      const failure = state === 0 ? undefined : this.#failure();
      await this.drop();
      if (failure) throw failure;
      return this.#rows;
    });
  }

  abort(): Promise<void> {
    return this.#connection.turns.take(() => this.drop());
  }

  /** From within the connection's turn. Clears first: destroying an appender would flush it. */
  async drop(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#connection.forgetAppender(this);
    duck.appenderClear(this.#handle);
    await offload(duck.appenderDestroy, [this.#handle]);
  }

  async #write(schema: ArrowSchema, batch: ArrowBatch, memory: CStructure[]): Promise<void> {
    const { handle: connection, instance } = this.#connection;
    const cSchema = writeSchema(schema);
    const cArray = writeArray(batch.columns, batch.rows);
    memory.push(cSchema, cArray);
    const converted: PointerSlot = [null];
    const schemaError = duck.fromArrowSchema(connection, cSchema.address, converted);
    if (schemaError !== null) throw instance.note(consumeErrorData(schemaError));
    try {
      for (let from = 0; from < batch.rows; from += rowsPerChunk) {
        const rows = Math.min(rowsPerChunk, batch.rows - from);
        cArray.slice(from, rows);
        const chunk: PointerSlot = [null];
        const error = await offload(duck.fromArrow, connection, cArray.address, converted[0]!, chunk);
        if (error !== null) throw instance.note(consumeErrorData(error));
        const state = await offload(duck.appenderChunk, this.#handle, chunk[0]!);
        const failure = state === 0 ? undefined : this.#failure();
        duck.destroyChunk(chunk);
        if (failure) throw failure;
        this.#rows += BigInt(rows);
      }
    } finally {
      duck.destroyConvertedSchema(converted);
    }
  }

  #turn<T>(task: () => Promise<T>): Promise<T> {
    return this.#connection.turns.take(async () => {
      if (this.#ended) throw failures.engine({ message: 'This appender has ended.' }, { sqlstate: '55000' });
      await this.#connection.begin();
      return task();
    });
  }

  #failure() {
    return this.#connection.instance.note(consumeErrorData(duck.appenderErrorData(this.#handle)));
  }
}
