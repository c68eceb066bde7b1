import type { ArrowArray, ArrowBatch, ArrowField, ArrowSchema, ArrowType } from '@brooder/contracts';
import { appendBits } from './bits.ts';
import { bitmapBytes, childrenOf, layoutOfField } from './layout.ts';
import { writeOffsets } from './offsets.ts';

/**
 * A value of a metadata result. Lists: an array; maps: an array of [key, value]; structs: an array in field order; unions:
 * { typeId, value }; numbers of any width: number or bigint; decimals: the unscaled bigint; intervals: their bytes.
 */
export type CellValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | { readonly typeId: number; readonly value: CellValue }
  | readonly CellValue[];

/** A batch in memory of its own, for results that are made here rather than by the engine. */
export function batchFromRows(schema: ArrowSchema, rows: readonly (readonly CellValue[])[]): ArrowBatch {
  const columns = schema.fields.map((field, i) =>
    build(
      field,
      rows.map((row) => row[i] ?? null),
    ),
  );
  return { rows: rows.length, columns, release() {} };
}

function build(field: ArrowField, values: readonly CellValue[]): ArrowArray {
  if (field.dictionary) return buildDictionary(field, values);
  const layout = layoutOfField(field);
  const length = values.length;
  const children = childrenOf(field);
  const array = (buffers: (Uint8Array | null)[], built: ArrowArray[] = []): ArrowArray => {
    const nullCount = values.reduce<number>((count, value) => count + (value === null ? 1 : 0), 0);
    return { length, nullCount, offset: 0, buffers: [validityOf(values, nullCount), ...buffers], children: built };
  };
  switch (layout.kind) {
    case 'null':
      return { length, nullCount: length, offset: 0, buffers: [], children: [] };
    case 'bits': {
      const bits = new Uint8Array(bitmapBytes(length));
      values.forEach((value, i) => {
        if (value === true) appendBits(bits, i, null, 0, 1);
      });
      return array([bits]);
    }
    case 'fixed': {
      const data = Buffer.alloc(length * layout.width);
      values.forEach((value, i) => {
        if (value !== null) writeFixed(field.type, data, i * layout.width, layout.width, value);
      });
      return array([data]);
    }
    case 'variable': {
      const parts = values.map((value) => (value === null ? Buffer.alloc(0) : bytesOf(field, value)));
      return array([offsetsOf(parts, layout.offsetWidth), Buffer.concat(parts)]);
    }
    case 'list': {
      const lists = values.map((value) => (value === null ? [] : listOf(field, value)));
      return array([offsetsOf(lists, layout.offsetWidth)], [build(children[0]!, lists.flat(1))]);
    }
    case 'fixed-list': {
      const empty: CellValue[] = new Array(layout.size).fill(null);
      const flat = values.flatMap((value) => (value === null ? empty : listOf(field, value)));
      return array([], [build(children[0]!, flat)]);
    }
    case 'struct':
      return array(
        [],
        children.map((child, i) =>
          build(
            child,
            values.map((value) => (value === null ? null : (listOf(field, value)[i] ?? null))),
          ),
        ),
      );
    case 'dense-union':
    case 'sparse-union':
      return buildUnion(field, layout.kind === 'dense-union', values);
  }
}

function buildUnion(field: ArrowField, dense: boolean, values: readonly CellValue[]): ArrowArray {
  const typeIds = field.type.kind === 'union' ? field.type.typeIds : [];
  const ids = new Uint8Array(values.length);
  const offsets = new Int32Array(values.length);
  const perChild: CellValue[][] = typeIds.map(() => []);
  values.forEach((cell, row) => {
    if (cell === null || typeof cell !== 'object' || !('typeId' in cell)) throw mismatch(field, cell);
    const index = typeIds.indexOf(cell.typeId);
    const own = perChild[index];
    if (!own) throw mismatch(field, cell);
    ids[row] = cell.typeId;
    offsets[row] = own.length;
    if (dense) own.push(cell.value);
    else for (const child of perChild) child.push(child === own ? cell.value : null);
  });
  const buffers = dense ? [ids, new Uint8Array(offsets.buffer)] : [ids];
  const children = field.children.map((child, i) => build(child, perChild[i]!));
  return { length: values.length, nullCount: 0, offset: 0, buffers, children };
}

function buildDictionary(field: ArrowField, values: readonly CellValue[]): ArrowArray {
  const { valueField } = field.dictionary!;
  const distinct = [...new Set(values.filter((value) => value !== null))];
  const { dictionary: _, ...indexField } = field;
  const indices = build(
    indexField,
    values.map((value) => (value === null ? null : distinct.indexOf(value))),
  );
  return { ...indices, dictionary: build(valueField, distinct) };
}

function validityOf(values: readonly CellValue[], nullCount: number): Uint8Array | null {
  if (nullCount === 0) return null;
  const bitmap = new Uint8Array(bitmapBytes(values.length));
  values.forEach((value, i) => {
    if (value !== null) appendBits(bitmap, i, null, 0, 1);
  });
  return bitmap;
}

function offsetsOf(parts: readonly { length: number }[], width: 4 | 8): Uint8Array {
  const offsets = new Float64Array(parts.length + 1);
  parts.forEach((part, i) => {
    offsets[i + 1] = offsets[i]! + part.length;
  });
  return writeOffsets(offsets, width, 0);
}

function writeFixed(type: ArrowType, out: Buffer, at: number, width: number, value: CellValue): void {
  if (value instanceof Uint8Array) {
    if (value.byteLength !== width) throw new TypeError(`${value.byteLength} bytes for a value of ${width}`);
    out.set(value, at);
  } else if (type.kind === 'float' && typeof value === 'number' && width > 2) {
    if (width === 4) out.writeFloatLE(value, at);
    else out.writeDoubleLE(value, at);
  } else if (typeof value === 'number' || typeof value === 'bigint') {
    let rest = BigInt.asUintN(width * 8, BigInt(value));
    for (let i = 0; i < width; i++, rest >>= 8n) out[at + i] = Number(rest & 255n);
  } else {
    throw new TypeError(`no ${type.kind} value: ${typeof value}`);
  }
}

function bytesOf(field: ArrowField, value: CellValue): Uint8Array {
  if (typeof value === 'string') return Buffer.from(value);
  if (value instanceof Uint8Array) return value;
  throw mismatch(field, value);
}

function listOf(field: ArrowField, value: CellValue): readonly CellValue[] {
  if (Array.isArray(value)) return value as readonly CellValue[];
  throw mismatch(field, value);
}

const mismatch = (field: ArrowField, value: CellValue) =>
  new TypeError(`column ${field.name} of type ${field.type.kind} given a ${value === null ? 'null' : typeof value}`);
