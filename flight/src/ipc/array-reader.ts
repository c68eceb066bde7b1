import type { ArrowArray, ArrowField } from '@brooder/contracts';
import { bitAt, countZeros } from './bits.ts';
import { malformedIpc } from './flat-table.ts';
import { bitmapBytes, childrenOf, type Layout, layoutOfField } from './layout.ts';
import { int32s, readOffsets } from './offsets.ts';

/** Values that need no bytes of their own (nulls, empty structs) a batch may have, however short its body. */
const freeValues = 1_048_576;

/** Cuts the arrays of one record batch out of its body, depth first, and checks that no value can reach outside. */
export class ArrayReader {
  readonly #nodes: readonly [length: number, nulls: number][];
  readonly #buffers: readonly [offset: number, length: number][];
  readonly #body: Uint8Array;
  readonly #dictionaries: ReadonlyMap<number, ArrowArray>;
  #node = 0;
  #buffer = 0;

  constructor(
    nodes: readonly [number, number][],
    buffers: readonly [number, number][],
    body: Uint8Array,
    dictionaries: ReadonlyMap<number, ArrowArray>,
  ) {
    this.#nodes = nodes;
    this.#buffers = buffers;
    this.#body = body;
    this.#dictionaries = dictionaries;
  }

  array(field: ArrowField): ArrowArray {
    const array = this.#plain(field);
    if (!field.dictionary) return array;
    const dictionary = this.#dictionaries.get(field.dictionary.id);
    if (!dictionary) throw malformedIpc(`dictionary ${field.dictionary.id} missing`);
    checkIndices(field, array, dictionary.length);
    return { ...array, dictionary };
  }

  /** Checks the row count, and that nothing is left over. */
  finish(rows: number): void {
    this.#checkLength(rows);
    if (this.#node !== this.#nodes.length || this.#buffer !== this.#buffers.length) {
      throw malformedIpc('more nodes or buffers than the schema has');
    }
  }

  #plain(field: ArrowField): ArrowArray {
    const node = this.#nodes[this.#node++];
    if (!node) throw malformedIpc('fewer nodes than the schema has');
    const [length, nulls] = node;
    this.#checkLength(length);
    if (nulls < 0 || nulls > length) throw malformedIpc(`${nulls} nulls among ${length} values`);
    const layout = layoutOfField(field);
    if (layout.kind === 'null') return { length, nullCount: length, offset: 0, buffers: [], children: [] };
    if (layout.kind === 'dense-union' || layout.kind === 'sparse-union') return this.#union(field, layout, length);

    const validity = this.#validity(length, nulls);
    const nullCount = validity ? countZeros(validity, 0, length) : 0;
    const made = (buffers: Uint8Array[], children: ArrowArray[] = []): ArrowArray => ({
      length,
      nullCount,
      offset: 0,
      buffers: [validity, ...buffers],
      children,
    });
    switch (layout.kind) {
      case 'bits':
        return made([this.#take(bitmapBytes(length))]);
      case 'fixed':
        return made([this.#take(length * layout.width)]);
      case 'variable': {
        const offsets = this.#offsets(length, layout.offsetWidth);
        const data = this.#take(offsets.last);
        return made([offsets.bytes, data]);
      }
      case 'list': {
        const offsets = this.#offsets(length, layout.offsetWidth);
        const child = this.array(field.children[0]!);
        if (child.length < offsets.last) throw malformedIpc('a list that reaches beyond its values');
        return made([offsets.bytes], [child]);
      }
      case 'fixed-list': {
        const child = this.array(field.children[0]!);
        if (child.length < length * layout.size) throw malformedIpc('a fixed-size list with too few values');
        return made([], [child]);
      }
      case 'struct':
        return made([], this.#sameLength(childrenOf(field), length));
    }
  }

  #union(field: ArrowField, layout: Layout, length: number): ArrowArray {
    const ids = this.#take(length);
    const typeIds = field.type.kind === 'union' ? field.type.typeIds : [];
    const childOf = new Map(typeIds.map((id, i) => [id, i]));
    const dense = layout.kind === 'dense-union';
    const offsetBytes = dense ? this.#take(length * 4) : undefined;
    const children = dense
      ? field.children.map((child) => this.array(child))
      : this.#sameLength(field.children, length);
    const offsets = offsetBytes ? int32s(offsetBytes, 0, length) : undefined;
    for (let i = 0; i < length; i++) {
      const child = children[childOf.get(ids[i]!) ?? -1];
      if (!child) throw malformedIpc(`a union value of type ${ids[i]}`);
      if (offsets && (offsets[i]! < 0 || offsets[i]! >= child.length))
        throw malformedIpc('a union value outside its child');
    }
    const buffers = offsetBytes ? [ids, offsetBytes] : [ids];
    return { length, nullCount: 0, offset: 0, buffers, children };
  }

  #sameLength(fields: readonly ArrowField[], length: number): ArrowArray[] {
    return fields.map((field) => {
      const child = this.array(field);
      if (child.length < length) throw malformedIpc('a child that is shorter than its parent');
      return child;
    });
  }

  /** The next buffer, of at least `needed` bytes. */
  #take(needed: number): Uint8Array {
    const place = this.#buffers[this.#buffer++];
    if (!place) throw malformedIpc('fewer buffers than the schema has');
    const [offset, length] = place;
    if (offset < 0 || length < 0 || offset + length > this.#body.byteLength) {
      throw malformedIpc(`a buffer of ${length} bytes at ${offset} in a body of ${this.#body.byteLength}`);
    }
    if (length < needed) throw malformedIpc(`a buffer of ${length} bytes where ${needed} are needed`);
    return this.#body.subarray(offset, offset + length);
  }

  #validity(length: number, nulls: number): Uint8Array | null {
    const bitmap = this.#take(0);
    if (bitmap.byteLength === 0) {
      if (nulls > 0) throw malformedIpc('nulls without a validity bitmap');
      return null;
    }
    if (bitmap.byteLength < bitmapBytes(length)) throw malformedIpc('a validity bitmap that is too short');
    return bitmap;
  }

  /** Offsets that begin at 0 or above and never fall; an empty array may leave them out. */
  #offsets(length: number, width: 4 | 8): { bytes: Uint8Array; last: number } {
    const bytes = this.#take(length === 0 ? 0 : (length + 1) * width);
    if (length === 0) return { bytes: new Uint8Array(width), last: 0 };
    const offsets = readOffsets(bytes, width, 0, length + 1);
    let previous = 0;
    for (const offset of offsets) {
      if (offset < previous) throw malformedIpc(`the offset ${offset} after ${previous}`);
      previous = offset;
    }
    return { bytes, last: previous };
  }

  #checkLength(length: number): void {
    if (length < 0 || length > Math.max(freeValues, this.#body.byteLength * 8)) {
      throw malformedIpc(`${length} values in a body of ${this.#body.byteLength} bytes`);
    }
  }
}

function checkIndices(field: ArrowField, array: ArrowArray, values: number): void {
  if (field.type.kind !== 'int') throw malformedIpc('dictionary indices that are no integers');
  const [validity, data] = array.buffers;
  const at = indexReader(field.type.bits, field.type.signed, data!);
  for (let i = 0; i < array.length; i++) {
    if (validity && !bitAt(validity, i)) continue;
    const index = at(i);
    if (index < 0 || index >= values) throw malformedIpc(`the index ${index} into a dictionary of ${values}`);
  }
}

/** Reads integer `i` of any width as a number; 64-bit ones beyond 2^53 lose precision. */
export function indexReader(bits: 8 | 16 | 32 | 64, signed: boolean, data: Uint8Array): (i: number) => number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  switch (bits) {
    case 8:
      return signed ? (i) => view.getInt8(i) : (i) => view.getUint8(i);
    case 16:
      return signed ? (i) => view.getInt16(i * 2, true) : (i) => view.getUint16(i * 2, true);
    case 32:
      return signed ? (i) => view.getInt32(i * 4, true) : (i) => view.getUint32(i * 4, true);
    case 64:
      return signed ? (i) => Number(view.getBigInt64(i * 8, true)) : (i) => Number(view.getBigUint64(i * 8, true));
  }
}
