import type { ArrowArray, ArrowField } from '@brooder/contracts';
import { appendBits } from './bits.ts';
import { nullsIn } from './flatten.ts';
import { bitmapBytes, childrenOf, type Layout, layoutOfField } from './layout.ts';
import { int32s, readOffsets } from './offsets.ts';

/** Bytes that grow by doubling; the memory is kept from one batch to the next. */
class GrowingBytes {
  bytes = new Uint8Array(0);
  length = 0;

  /** Makes room for `more` bytes and answers where they begin. */
  extend(more: number): number {
    const at = this.length;
    this.length += more;
    if (this.length > this.bytes.byteLength) {
      const grown = new Uint8Array(Math.max(1024, this.length * 2));
      grown.set(this.bytes.subarray(0, at));
      this.bytes = grown;
    }
    return at;
  }

  append(part: Uint8Array): void {
    const at = this.extend(part.byteLength);
    this.bytes.set(part, at);
  }

  get used(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}

/** Copies slices of many arrays of one field into one array. */
export class ArrayBuilder {
  readonly #field: ArrowField;
  readonly #layout: Layout;
  readonly #children: readonly ArrayBuilder[];
  readonly #validity = new GrowingBytes();
  /** Values, offsets, or the type ids of a union. */
  readonly #first = new GrowingBytes();
  /** Bytes of strings, or the offsets of a dense union. */
  readonly #second = new GrowingBytes();
  length = 0;
  #nulls = 0;

  constructor(field: ArrowField) {
    this.#field = field;
    this.#layout = layoutOfField(field);
    this.#children = childrenOf(field).map((child) => new ArrayBuilder(child));
  }

  /** Appends `length` values from logical position `from`. */
  append(array: ArrowArray, from: number, length: number): void {
    if (length === 0) return;
    const start = array.offset + from;
    const layout = this.#layout;
    if (layout.kind === 'sparse-union' || layout.kind === 'dense-union') {
      this.#appendUnion(array, start, length);
      this.length += length;
      return;
    }
    if (layout.kind !== 'null') this.#appendValidity(array, start, length);
    switch (layout.kind) {
      case 'null':
        break;
      case 'bits':
        this.#appendBitmap(this.#first, array.buffers[1]!, start, length);
        break;
      case 'fixed':
        this.#first.append(array.buffers[1]!.subarray(start * layout.width, (start + length) * layout.width));
        break;
      case 'variable': {
        const [first, last] = this.#appendOffsets(array, layout.offsetWidth, start, length, this.#second.length);
        if (last > first) this.#second.append(array.buffers[2]!.subarray(first, last));
        break;
      }
      case 'list': {
        const child = this.#children[0]!;
        const [first, last] = this.#appendOffsets(array, layout.offsetWidth, start, length, child.length);
        child.append(array.children[0]!, first, last - first);
        break;
      }
      case 'fixed-list':
        this.#children[0]!.append(array.children[0]!, start * layout.size, length * layout.size);
        break;
      case 'struct':
        this.#children.forEach((child, i) => {
          child.append(array.children[i]!, start, length);
        });
        break;
    }
    this.length += length;
  }

  /** What has been appended; views this builder's memory. */
  array(): ArrowArray {
    const { length } = this;
    const children = this.#children.map((child) => child.array());
    const validity = this.#nulls > 0 ? this.#validity.used : null;
    const made = (...buffers: (Uint8Array | null)[]): ArrowArray => ({
      length,
      nullCount: this.#nulls,
      offset: 0,
      buffers,
      children,
    });
    switch (this.#layout.kind) {
      case 'null':
        return { ...made(), nullCount: length };
      case 'sparse-union':
        return made(this.#first.used);
      case 'dense-union':
        return made(this.#first.used, this.#second.used);
      case 'variable':
        return made(validity, this.#first.used, this.#second.used);
      case 'fixed-list':
      case 'struct':
        return made(validity);
      default:
        return made(validity, this.#first.used);
    }
  }

  /** Forgets the values, keeps the memory. */
  clear(): void {
    this.length = 0;
    this.#nulls = 0;
    for (const part of [this.#validity, this.#first, this.#second]) part.length = 0;
    for (const child of this.#children) child.clear();
  }

  #appendValidity(array: ArrowArray, start: number, length: number): void {
    const nulls = nullsIn(array, start, length);
    if (nulls === 0 && this.#nulls === 0) return;
    // The first null: everything before it was valid.
    if (this.#nulls === 0) this.#appendBitmap(this.#validity, null, 0, this.length, 0);
    this.#appendBitmap(this.#validity, nulls === 0 ? null : array.buffers[0]!, start, length);
    this.#nulls += nulls;
  }

  #appendBitmap(target: GrowingBytes, bits: Uint8Array | null, from: number, length: number, to = this.length): void {
    const more = bitmapBytes(to + length) - target.length;
    const at = target.extend(more);
    target.bytes.fill(0, at, at + more);
    appendBits(target.bytes, to, bits, from, length);
  }

  /** Appends end offsets moved to follow `base`; answers the child range they cover. */
  #appendOffsets(
    array: ArrowArray,
    width: 4 | 8,
    start: number,
    length: number,
    base: number,
  ): [first: number, last: number] {
    const offsets = readOffsets(array.buffers[1]!, width, start, length + 1);
    const first = offsets[0]!;
    if (this.#first.length === 0) this.#first.bytes.fill(0, this.#first.extend(width), width);
    const at = this.#first.extend(length * width);
    const { buffer } = this.#first.bytes;
    const delta = base - first;
    if (width === 4) {
      const out = new Int32Array(buffer, at, length);
      for (let i = 0; i < length; i++) out[i] = offsets[i + 1]! + delta;
    } else {
      const out = new BigInt64Array(buffer, at, length);
      for (let i = 0; i < length; i++) out[i] = BigInt(offsets[i + 1]! + delta);
    }
    return [first, offsets[length]!];
  }

  #appendUnion(array: ArrowArray, start: number, length: number): void {
    const ids = array.buffers[0]!.subarray(start, start + length);
    this.#first.append(ids);
    if (this.#layout.kind === 'sparse-union') {
      this.#children.forEach((child, i) => {
        child.append(array.children[i]!, start, length);
      });
      return;
    }
    const typeIds = this.#field.type.kind === 'union' ? this.#field.type.typeIds : [];
    const offsets = int32s(array.buffers[1]!, start, length);
    const at = this.#second.extend(length * 4);
    const out = new Int32Array(this.#second.bytes.buffer, at, length);
    for (let i = 0; i < length; i++) {
      const index = typeIds.indexOf(ids[i]!);
      const child = this.#children[index]!;
      out[i] = child.length;
      child.append(array.children[index]!, offsets[i]!, 1);
    }
  }
}
