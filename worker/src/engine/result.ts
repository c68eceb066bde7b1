/** A streaming result: chunks fetched off the event loop, each exported as one Arrow batch. */
import { type ArrowBatch, type ArrowSchema, failures, type ResultColumn, type StatementKind } from '@brooder/contracts';
import { largeBytes, mayBeLarge, readBatch, sizeOf } from './arrow-batch.ts';
import type { DuckConnection } from './connection.ts';
import type { EngineResult } from './engine.ts';
import { consumeErrorData, resultFailure } from './engine-error.ts';
import { duck, offload, type Pointer, type ResultHandle } from './library.ts';
import { arrayWords, Block } from './structs.ts';

export interface ResultDescription {
  kind: StatementKind;
  columns: readonly ResultColumn[] | undefined;
  schema: ArrowSchema;
  changed: bigint | undefined;
  lossless: boolean;
  sql: string;
}

export class DuckResult implements EngineResult {
  readonly kind: StatementKind;
  readonly columns: readonly ResultColumn[] | undefined;
  readonly schema: ArrowSchema;
  readonly changed: bigint | undefined;
  readonly #connection: DuckConnection;
  readonly #handle: ResultHandle;
  readonly #sql: string;
  readonly #options: Pointer;
  readonly #large: boolean;
  #state: 'open' | 'ended' | 'closed' | 'superseded' | 'failed' = 'open';

  constructor(connection: DuckConnection, handle: ResultHandle, description: ResultDescription) {
    this.kind = description.kind;
    this.columns = description.columns;
    this.schema = description.schema;
    this.changed = description.changed;
    this.#sql = description.sql;
    this.#connection = connection;
    this.#handle = handle;
    const { options } = connection.instance;
    this.#options = description.lossless ? options.lossless : options.plain;
    this.#large = mayBeLarge(description.schema.fields);
    if (!description.columns) this.#end('ended');
  }

  next(): Promise<ArrowBatch | undefined> {
    if (this.#state === 'ended') return Promise.resolve(undefined);
    return this.#connection.turns.take(() => this.#next());
  }

  close(): Promise<void> {
    if (this.#state !== 'open') return Promise.resolve();
    return this.#connection.turns.take(() => this.abandon('closed'));
  }

  /** Ends an open result from within the connection's turn. Freeing what it still holds may wait for DuckDB's threads. */
  async abandon(state: 'closed' | 'superseded'): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = state;
    this.#connection.forget(this);
    await offload(duck.destroyResult, this.#handle);
  }

  async #next(): Promise<ArrowBatch | undefined> {
    if (this.#state === 'ended') return undefined;
    if (this.#state !== 'open') throw this.#gone();
    // Once the engine's work is done a fetch only takes what is buffered: no thread is needed, which halves a small statement's time.
    const done = duck.executionIsFinished(this.#connection.handle);
    const chunk = done ? duck.fetchChunk(this.#handle) : await offload(duck.fetchChunk, this.#handle);
    if (chunk === null) return this.#atEnd();
    let large = this.#large;
    try {
      const batch = await this.#export(chunk);
      large = large && sizeOf(batch.columns) >= largeBytes;
      return batch;
    } finally {
      if (large) await offload(duck.destroyChunk, [chunk]);
      else duck.destroyChunk([chunk]);
    }
  }

  /** No chunk is the end only if DuckDB noted no error: a cut result must not look like a whole one. */
  #atEnd(): undefined {
    if (duck.resultError(this.#handle) !== null) {
      const failure = this.#connection.instance.note(resultFailure(this.#handle, this.#sql));
      this.#end('failed');
      throw failure;
    }
    this.#end('ended');
    return undefined;
  }

  async #export(chunk: Pointer): Promise<ArrowBatch> {
    const block = new Block(arrayWords.words);
    const error = this.#large
      ? await offload(duck.toArrow, this.#options, chunk, block.address)
      : duck.toArrow(this.#options, chunk, block.address);
    if (error === null) return readBatch(block, this.schema);
    block.free();
    throw this.#connection.instance.note(consumeErrorData(error));
  }

  #end(state: 'ended' | 'failed'): void {
    this.#state = state;
    this.#connection.forget(this);
    duck.destroyResult(this.#handle);
  }

  #gone() {
    const reasons = {
      superseded: 'another statement ran on its connection',
      closed: 'it was closed',
      failed: 'it failed before',
    };
    const reason = reasons[this.#state as keyof typeof reasons];
    return failures.engine({ message: `This result has ended: ${reason}.` }, { sqlstate: '55000' });
  }
}
