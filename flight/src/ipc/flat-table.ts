/**
 * Reads flatbuffers that a stranger wrote. DataView refuses every read outside the bytes, and a budget ends what could grow without
 * bound: a buffer may point at the same table from many places. Source: flatbuffers "Internals".
 */
import { Failure, failures } from '@brooder/contracts';

/** Tables one message may hold, counted as they are visited. */
const tableBudget = 100_000;

export const malformedIpc = (actual: string): Failure =>
  failures.protocolViolation({ expected: 'an Arrow IPC message', actual });

/** Runs `read`; any read outside the bytes becomes a protocolViolation. */
export function readingFlatbuffer<T>(read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    if (thrown instanceof RangeError) throw malformedIpc('a reference outside the message');
    throw thrown;
  }
}

interface Source {
  view: DataView;
  bytes: Uint8Array;
  tables: number;
}

export class FlatTable {
  readonly #source: Source;
  readonly #at: number;
  readonly #vtable: number;
  readonly #vtableSize: number;

  private constructor(source: Source, at: number) {
    if (++source.tables > tableBudget) throw malformedIpc(`more than ${tableBudget} tables`);
    this.#source = source;
    this.#at = at;
    this.#vtable = at - source.view.getInt32(at, true);
    this.#vtableSize = source.view.getUint16(this.#vtable, true);
  }

  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new FlatTable({ view, bytes, tables: 0 }, view.getUint32(0, true));
  }

  /** Position of field `index`, 0 when it is absent. */
  #field(index: number): number {
    const slot = 4 + index * 2;
    if (slot + 2 > this.#vtableSize) return 0;
    const offset = this.#source.view.getUint16(this.#vtable + slot, true);
    return offset === 0 ? 0 : this.#at + offset;
  }

  int8(index: number, absent = 0): number {
    const at = this.#field(index);
    return at === 0 ? absent : this.#source.view.getInt8(at);
  }
  uint8(index: number, absent = 0): number {
    const at = this.#field(index);
    return at === 0 ? absent : this.#source.view.getUint8(at);
  }
  int16(index: number, absent = 0): number {
    const at = this.#field(index);
    return at === 0 ? absent : this.#source.view.getInt16(at, true);
  }
  int32(index: number, absent = 0): number {
    const at = this.#field(index);
    return at === 0 ? absent : this.#source.view.getInt32(at, true);
  }
  int64(index: number, absent = 0): number {
    const at = this.#field(index);
    return at === 0 ? absent : safeInt64(this.#source.view, at);
  }

  table(index: number): FlatTable | undefined {
    const at = this.#field(index);
    return at === 0 ? undefined : new FlatTable(this.#source, at + this.#source.view.getUint32(at, true));
  }

  string(index: number): string | undefined {
    const at = this.#field(index);
    if (at === 0) return undefined;
    const start = at + this.#source.view.getUint32(at, true);
    const length = this.#source.view.getUint32(start, true);
    if (start + 4 + length > this.#source.bytes.byteLength) throw malformedIpc('a string outside the message');
    const bytes = this.#source.bytes.subarray(start + 4, start + 4 + length);
    return Buffer.from(bytes.buffer, bytes.byteOffset, length).toString('utf8');
  }

  /** Start and element count of a vector whose elements take `size` bytes. */
  #vector(index: number, size: number): { start: number; count: number } {
    const at = this.#field(index);
    if (at === 0) return { start: 0, count: 0 };
    const start = at + this.#source.view.getUint32(at, true);
    const count = this.#source.view.getUint32(start, true);
    if (start + 4 + count * size > this.#source.bytes.byteLength) throw malformedIpc('a vector outside the message');
    return { start: start + 4, count };
  }

  tables(index: number): FlatTable[] {
    const { start, count } = this.#vector(index, 4);
    if (count > tableBudget) throw malformedIpc(`${count} tables`);
    return Array.from({ length: count }, (_, i) => {
      const at = start + i * 4;
      return new FlatTable(this.#source, at + this.#source.view.getUint32(at, true));
    });
  }

  int32s(index: number): number[] {
    const { start, count } = this.#vector(index, 4);
    return Array.from({ length: count }, (_, i) => this.#source.view.getInt32(start + i * 4, true));
  }

  /** Vector of structs of two 64-bit numbers: FieldNode and Buffer. */
  int64Pairs(index: number): [number, number][] {
    const { start, count } = this.#vector(index, 16);
    return Array.from({ length: count }, (_, i) => [
      safeInt64(this.#source.view, start + i * 16),
      safeInt64(this.#source.view, start + i * 16 + 8),
    ]);
  }
}

function safeInt64(view: DataView, at: number): number {
  const value = Number(view.getBigInt64(at, true));
  if (!Number.isSafeInteger(value)) throw malformedIpc(`the number ${value}`);
  return value;
}
