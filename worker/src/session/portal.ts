import { type ArrowBatch, type Failure, failures, rowsMessageBytes, type StatementKind } from '@brooder/contracts';
import { ByteSink, type RowEncoder } from '@brooder/pgwire';
import type { EngineResult } from '../engine/index.ts';

/** Bytes of one portal's rows kept in memory when another statement needs the connection. */
export const portalBufferBytes = 64 * 1024 * 1024;

/** Whole DataRow messages and how many they are. */
export interface RowBlock {
  rows: number;
  bytes: Uint8Array;
}

/** A result that is being read: row by row over several `fetch`, or in one go. */
export class Portal {
  readonly kind: StatementKind;
  /** `undefined`: the statement gives no rows. */
  readonly #encoder: RowEncoder | undefined;
  #result: EngineResult | undefined;
  #batch: ArrowBatch | undefined;
  /** Next row of `#batch`. */
  #at = 0;
  /** Rows to encode before the size is looked at again; follows the width of the rows met so far. */
  #stride = 64;
  #sink = new ByteSink(smallSinkBytes);
  #sinkRows = 0;
  /** Rows taken off the engine ahead of the client, oldest first. */
  #buffered: RowBlock[] = [];
  #failure: Failure | undefined;
  readonly changed: bigint | undefined;

  constructor(result: EngineResult, encoder: RowEncoder | undefined) {
    this.#result = result;
    this.#encoder = encoder;
    this.kind = result.kind;
    this.changed = result.changed;
  }

  /** True while the engine still holds this result, so that no other statement can run on the connection. */
  get holdsConnection(): boolean {
    return this.#result !== undefined;
  }

  /**
   * Reads up to `limit` rows (0 is all). Full blocks go to `send`; the last, smaller one is answered. `interrupted` is asked
   * between blocks and throws to stop.
   */
  async read(
    limit: number,
    send: (block: RowBlock) => Promise<void> | undefined,
    interrupted: () => void,
  ): Promise<{ rows: number; rest: Uint8Array; suspended: boolean }> {
    if (this.#failure) throw this.#failure;
    let left = limit === 0 ? Number.POSITIVE_INFINITY : limit;
    let sent = 0;
    while (left > 0 && this.#buffered.length > 0) {
      const block = this.#takeBuffered(left);
      left -= block.rows;
      sent += block.rows;
      const full = send(block);
      if (full) await full;
      interrupted();
    }
    while (left > 0 && (await this.#fillBatch())) {
      const rows = this.#encodeSome(left);
      left -= rows;
      sent += rows;
      if (this.#sink.length >= rowsMessageBytes) {
        for (const block of this.#takeSink()) {
          const full = send(block);
          if (full) await full;
        }
        interrupted();
      }
    }
    let rest = this.#takeRest();
    if (rest.length > rowsMessageBytes) {
      for (const block of split({ rows: 0, bytes: rest })) await send(block);
      rest = nothing;
    }
    const suspended = left === 0 && (this.#buffered.length > 0 || (await this.#fillBatch()));
    return { rows: sent, rest, suspended };
  }

  /**
   * Takes the rest of the result off the engine so that the connection is free. Above `portalBufferBytes` the portal is lost: its
   * next read fails with `resultBufferFull`.
   */
  async detach(limit = portalBufferBytes): Promise<void> {
    let bytes = 0;
    try {
      while (await this.#fillBatch()) {
        this.#encodeSome(Number.POSITIVE_INFINITY);
        if (this.#sink.length < rowsMessageBytes) continue;
        for (const block of this.#takeSink()) {
          bytes += block.bytes.length;
          this.#buffered.push(block);
        }
        if (bytes > limit) throw failures.resultBufferFull({ limit });
      }
      if (this.#sink.length > 0) this.#buffered.push(...this.#takeSink());
    } catch (thrown) {
      await this.close();
      this.#failure = thrown as Failure;
    }
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#buffered = [];
    this.#batch?.release();
    this.#batch = undefined;
    const result = this.#result;
    this.#result = undefined;
    await result?.close();
  }

  /** Makes sure a row is at hand; false at the end of the result, which is then closed. */
  async #fillBatch(): Promise<boolean> {
    while (this.#result !== undefined) {
      if (this.#batch !== undefined) {
        if (this.#at < this.#batch.rows) return true;
        this.#batch.release();
        this.#batch = undefined;
      }
      this.#batch = this.#encoder === undefined ? undefined : await this.#result.next();
      this.#at = 0;
      if (this.#batch === undefined) {
        const result = this.#result;
        this.#result = undefined;
        await result.close();
      }
    }
    return false;
  }

  #encodeSome(limit: number): number {
    const batch = this.#batch!;
    const rows = Math.min(limit, batch.rows - this.#at, this.#stride);
    const before = this.#sink.length;
    this.#encoder!.encode(batch, this.#at, this.#at + rows, this.#sink);
    this.#at += rows;
    this.#sinkRows += rows;
    const rowBytes = Math.max(1, (this.#sink.length - before) / rows);
    this.#stride = Math.max(1, Math.min(4096, Math.floor(strideBytes / rowBytes)));
    return rows;
  }

  /** What the sink holds, in blocks of at most `rowsMessageBytes` (one row may be larger); the sink goes on with a large buffer. */
  #takeSink(): RowBlock[] {
    const block = { rows: this.#sinkRows, bytes: this.#sink.bytes.subarray(0, this.#sink.length) };
    this.#sink = new ByteSink(rowsMessageBytes + strideBytes);
    this.#sinkRows = 0;
    return split(block);
  }

  /** The last rows of a read. The sink is kept for the next one, so the bytes are copied. */
  #takeRest(): Uint8Array {
    if (this.#sink.length === 0) return nothing;
    const bytes = Buffer.from(this.#sink.bytes.subarray(0, this.#sink.length));
    this.#sink.length = 0;
    this.#sinkRows = 0;
    return bytes;
  }

  #takeBuffered(limit: number): RowBlock {
    const block = this.#buffered[0]!;
    if (block.rows <= limit) return this.#buffered.shift()!;
    const end = endOfRows(block.bytes, limit);
    this.#buffered[0] = { rows: block.rows - limit, bytes: block.bytes.subarray(end) };
    return { rows: limit, bytes: block.bytes.subarray(0, end) };
  }
}

const nothing = new Uint8Array(0);
/** Most results are a few rows. */
const smallSinkBytes = 2 * 1024;
/** Aim of one call of the encoder. */
const strideBytes = 32 * 1024;

/** Offset behind the first `rows` DataRow messages: a type byte, then a length that counts itself. */
function endOfRows(bytes: Uint8Array, rows: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (let i = 0; i < rows; i++) at += 1 + view.getInt32(at + 1);
  return at;
}

function split(block: RowBlock): RowBlock[] {
  if (block.bytes.length <= rowsMessageBytes) return [block];
  const { bytes } = block;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks: RowBlock[] = [];
  let start = 0;
  let rows = 0;
  for (let at = 0; at < bytes.length; ) {
    const next = at + 1 + view.getInt32(at + 1);
    if (rows > 0 && next - start > rowsMessageBytes) {
      blocks.push({ rows, bytes: bytes.subarray(start, at) });
      start = at;
      rows = 0;
    }
    rows++;
    at = next;
  }
  blocks.push({ rows, bytes: bytes.subarray(start) });
  return blocks;
}
