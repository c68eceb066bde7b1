/** Offset buffers of strings and lists, 4 or 8 bytes an entry, at any alignment. */

/** `count` offsets from entry `from`, as numbers; a view when the memory allows it. */
export function readOffsets(buffer: Uint8Array, width: 4 | 8, from: number, count: number): Int32Array | Float64Array {
  if (width === 4) return int32s(buffer, from, count);
  const wide = new BigInt64Array(aligned(buffer.subarray(from * 8, (from + count) * 8)).buffer);
  const out = new Float64Array(count);
  for (let i = 0; i < count; i++) out[i] = Number(wide[i]!);
  return out;
}

/** `count` 32-bit integers from index `from`. */
export function int32s(buffer: Uint8Array, from: number, count: number): Int32Array {
  const start = buffer.byteOffset + from * 4;
  if (start % 4 === 0) return new Int32Array(buffer.buffer, start, count);
  return new Int32Array(aligned(buffer.subarray(from * 4, (from + count) * 4)).buffer);
}

/** Offsets moved by `delta`, as bytes. */
export function writeOffsets(offsets: Int32Array | Float64Array, width: 4 | 8, delta: number): Uint8Array {
  if (width === 4) {
    const out = new Int32Array(offsets.length);
    for (let i = 0; i < offsets.length; i++) out[i] = offsets[i]! + delta;
    return new Uint8Array(out.buffer);
  }
  const out = new BigInt64Array(offsets.length);
  for (let i = 0; i < offsets.length; i++) out[i] = BigInt(offsets[i]! + delta);
  return new Uint8Array(out.buffer);
}

const aligned = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);
