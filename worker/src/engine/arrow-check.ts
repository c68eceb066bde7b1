/**
 * Checks a batch before DuckDB reads it by address: a client chose its lengths, offsets and indices, and DuckDB believes them.
 * Source: Arrow Columnar Format, "Physical Memory Layout".
 */
import { isUtf8 } from 'node:buffer';
import { type ArrowArray, type ArrowBatch, type ArrowField, type ArrowSchema, failures } from '@brooder/contracts';
import { bitsOf } from './arrow-batch.ts';

/** @throws protocolViolation  when a buffer is too short, an offset or index points outside, or a text is not UTF-8 */
export function checkBatch(schema: ArrowSchema, batch: ArrowBatch): void {
  require(batch.columns.length === schema.fields.length, `${schema.fields.length} columns`, `${batch.columns.length}`);
  for (const [i, column] of batch.columns.entries()) {
    require(column.length === batch.rows, `${batch.rows} rows in every column`, `${column.length} in one`);
    checkArray(schema.fields[i]!, column);
  }
}

function checkArray(field: ArrowField, array: ArrowArray): void {
  const whole = [array.length, array.offset].every((count) => Number.isSafeInteger(count) && count >= 0);
  require(whole, 'lengths and offsets of 0 or more', 'others');
  const elements = array.length + array.offset;
  const { type } = field;
  require(array.children.length === field.children.length, 'as many children as the schema has', 'others');
  for (const [i, child] of array.children.entries()) checkArray(field.children[i]!, child);
  if (type.kind === 'null') return;
  if (type.kind === 'union') {
    checkUnion(array, elements, type.mode, type.typeIds);
    return;
  }

  const validity = array.buffers[0];
  if (validity) atLeast(validity, Math.ceil(elements / 8));
  switch (type.kind) {
    case 'struct':
      for (const child of array.children) covers(child, elements);
      return;
    case 'fixed-size-list':
      covers(array.children[0], elements * type.size);
      return;
    case 'list':
    case 'map':
      covers(array.children[0], lastOffset(array, elements, type.kind === 'list' && type.large));
      return;
    case 'utf8':
    case 'binary': {
      const end = lastOffset(array, elements, type.large);
      if (end > 0) atLeast(array.buffers[2], end);
      if (type.kind === 'utf8') checkText(array, elements, type.large);
      return;
    }
    default:
      if (elements > 0) atLeast(array.buffers[1], Math.ceil((elements * bitsOf(field)) / 8));
      if (field.dictionary) checkDictionary(field, array, elements);
  }
}

function checkUnion(array: ArrowArray, elements: number, mode: 'sparse' | 'dense', ids: readonly number[]): void {
  const tags = array.buffers[0];
  atLeast(tags, elements);
  require(mode === 'sparse', 'sparse unions', 'a dense one');
  for (let i = 0; i < elements; i++) require(ids.includes(tags![i]!), 'known union type ids', 'another');
  for (const child of array.children) covers(child, elements);
}

/** Offsets must start at 0 or above and never fall; answers the last one. */
function lastOffset(array: ArrowArray, elements: number, large: boolean): number {
  if (elements === 0) return 0;
  let previous = 0;
  forOffsets(array, elements, large, (offset) => {
    require(offset >= previous, 'offsets that never fall', 'one that does');
    previous = offset;
  });
  return previous;
}

function checkText(array: ArrowArray, elements: number, large: boolean): void {
  const data = array.buffers[2] ?? new Uint8Array(0);
  let first: number | undefined;
  let last = 0;
  forOffsets(array, elements, large, (offset) => {
    // A text that starts in the middle of a character is broken even when the whole buffer is not.
    require(((data[offset] ?? 0) & 0xc0) !== 0x80, 'UTF-8 text', 'other bytes');
    first ??= offset;
    last = offset;
  });
  require(isUtf8(data.subarray(first ?? 0, last)), 'UTF-8 text', 'other bytes');
}

function forOffsets(array: ArrowArray, elements: number, large: boolean, use: (offset: number) => void): void {
  const width = large ? 8 : 4;
  const buffer = array.buffers[1];
  if (elements === 0) return;
  atLeast(buffer, (elements + 1) * width);
  const view = new DataView(buffer!.buffer, buffer!.byteOffset, buffer!.length);
  for (let i = 0; i <= elements; i++) use(large ? Number(view.getBigInt64(i * 8, true)) : view.getInt32(i * 4, true));
}

function checkDictionary(field: ArrowField, array: ArrowArray, elements: number): void {
  const { dictionary } = array;
  require(dictionary !== undefined && field.type.kind === 'int', 'a dictionary with integer indices', 'none');
  checkArray(field.dictionary!.valueField, dictionary!);
  const indices = array.buffers[1];
  if (elements === 0 || !indices) return;
  const width = bitsOf(field) / 8;
  const bytes = Buffer.from(indices.buffer, indices.byteOffset, indices.length);
  const validity = array.buffers[0];
  for (let i = array.offset; i < elements; i++) {
    if (validity && ((validity[i >> 3]! >> (i & 7)) & 1) === 0) continue;
    const index = width === 8 ? Number(bytes.readBigUInt64LE(i * 8)) : bytes.readUIntLE(i * width, width);
    require(index < dictionary!.length, 'indices inside the dictionary', 'one outside');
  }
}

function covers(child: ArrowArray | undefined, elements: number): void {
  require((child?.length ?? 0) >= elements, `a child of at least ${elements} elements`, `${child?.length ?? 0}`);
}

function atLeast(buffer: Uint8Array | null | undefined, bytes: number): void {
  require((buffer?.length ?? 0) >= bytes, `a buffer of at least ${bytes} bytes`, `${buffer?.length ?? 0}`);
}

function require(holds: boolean, expected: string, actual: string): void {
  if (!holds) throw failures.protocolViolation({ expected: `an Arrow batch with ${expected}`, actual });
}
