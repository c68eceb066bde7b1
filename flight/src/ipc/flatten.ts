/**
 * An array as IPC wants it: nodes (length and null count) and buffers in depth-first order, offsets of the C data interface resolved.
 * Views wherever the producer's memory can go out as it is.
 */
import type { ArrowArray, ArrowField } from '@brooder/contracts';
import { noBytes } from '../framing/index.ts';
import { countZeros, sliceBits } from './bits.ts';
import { childrenOf, layoutOfField } from './layout.ts';
import { readOffsets, writeOffsets } from './offsets.ts';

export interface FlatArrays {
  /** Length and null count of each array, alternating. */
  nodes: number[];
  buffers: Uint8Array[];
}

/** Adds `length` values from logical position `from` (the array's own offset comes on top). */
export function flatten(field: ArrowField, array: ArrowArray, from: number, length: number, out: FlatArrays): void {
  const layout = layoutOfField(field);
  const start = array.offset + from;
  const children = childrenOf(field);
  const child = (index: number, childFrom: number, childLength: number) =>
    flatten(children[index]!, array.children[index]!, childFrom, childLength, out);

  if (layout.kind === 'null') {
    out.nodes.push(length, length);
    return;
  }
  if (layout.kind === 'sparse-union' || layout.kind === 'dense-union') {
    out.nodes.push(length, 0);
    out.buffers.push(fixed(array.buffers[0], start, length, 1));
    if (layout.kind === 'sparse-union') {
      children.forEach((_, i) => {
        child(i, start, length);
      });
      return;
    }
    out.buffers.push(fixed(array.buffers[1], start, length, 4));
    // A slice keeps its children whole: its offsets point anywhere into them.
    children.forEach((_, i) => {
      child(i, 0, array.children[i]!.length);
    });
    return;
  }

  addValidity(array, start, length, out);
  switch (layout.kind) {
    case 'bits':
      out.buffers.push(length === 0 ? noBytes : sliceBits(array.buffers[1]!, start, length));
      return;
    case 'fixed':
      out.buffers.push(fixed(array.buffers[1], start, length, layout.width));
      return;
    case 'variable': {
      const [first, last] = addOffsets(array.buffers[1], layout.offsetWidth, start, length, out);
      out.buffers.push(last > first ? array.buffers[2]!.subarray(first, last) : noBytes);
      return;
    }
    case 'list': {
      const [first, last] = addOffsets(array.buffers[1], layout.offsetWidth, start, length, out);
      child(0, first, last - first);
      return;
    }
    case 'fixed-list':
      child(0, start * layout.size, length * layout.size);
      return;
    case 'struct':
      children.forEach((_, i) => {
        child(i, start, length);
      });
      return;
    default:
      layout satisfies never;
  }
}

/** Validity bitmap of `length` values from `start`: left out when there are no nulls. */
function addValidity(array: ArrowArray, start: number, length: number, out: FlatArrays): void {
  const nulls = nullsIn(array, start, length);
  out.nodes.push(length, nulls);
  out.buffers.push(nulls === 0 ? noBytes : sliceBits(array.buffers[0]!, start, length));
}

/** Nulls among `length` values from absolute position `start`; the array's own count serves when it is asked for as a whole. */
export function nullsIn(array: ArrowArray, start: number, length: number): number {
  const validity = array.buffers[0];
  if (!validity || length === 0 || array.nullCount === 0) return 0;
  if (array.nullCount > 0 && start === array.offset && length === array.length) return array.nullCount;
  return countZeros(validity, start, length);
}

/** Offsets beginning at 0; answers the range of the child they cover. */
function addOffsets(
  buffer: Uint8Array | null | undefined,
  width: 4 | 8,
  start: number,
  length: number,
  out: FlatArrays,
): [first: number, last: number] {
  if (length === 0 || !buffer) {
    out.buffers.push(new Uint8Array(width));
    return [0, 0];
  }
  const ends = [readOffsets(buffer, width, start, 1)[0]!, readOffsets(buffer, width, start + length, 1)[0]!] as const;
  out.buffers.push(
    ends[0] === 0
      ? buffer.subarray(start * width, (start + length + 1) * width)
      : writeOffsets(readOffsets(buffer, width, start, length + 1), width, -ends[0]),
  );
  return [...ends];
}

const fixed = (buffer: Uint8Array | null | undefined, start: number, length: number, width: number): Uint8Array =>
  buffer && length > 0 ? buffer.subarray(start * width, (start + length) * width) : noBytes;
