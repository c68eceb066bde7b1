/** How one column's values are written: three kinds, which the row encoder frames. */
import type { ArrowArray } from '@brooder/contracts';
import type { ByteSink } from './byte-sink.ts';

export type Words =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

const views = {
  i8: Int8Array,
  u8: Uint8Array,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;
export type View = keyof typeof views;

/** A value of at most `max` bytes (below 256), from one buffer. */
export interface FixedCodec {
  kind: 'fixed';
  view: View;
  max: number;
  /** Set when every value has `max` bytes. */
  exact?: true;
  /** Writes value `index` (the array's offset already added) at `at` and gives the place behind it; `max` bytes are free. */
  // biome-ignore lint/suspicious/noExplicitAny: each writer reads the one array class its `view` names
  write(bytes: Uint8Array, at: number, data: any, index: number): number;
}

/** The bytes of a utf8 or binary array with 32-bit offsets, as they are. */
export interface BytesCodec {
  kind: 'bytes';
}

/** Everything else: `write` appends to the sink, which grows. */
export interface BoundCodec {
  kind: 'bound';
  bind(array: ArrowArray): BoundColumn;
}

export interface BoundColumn {
  /** `index` counts from the array's own offset. */
  isNull(index: number): boolean;
  write(sink: ByteSink, index: number): void;
}

export type Codec = FixedCodec | BytesCodec | BoundCodec;

/** The producer's bytes as an array of `view`; copied only when they are not aligned. */
export function viewOf(buffer: Uint8Array | null | undefined, view: View): Words {
  const Class = views[view];
  if (!buffer) return new Class(0);
  const width = Class.BYTES_PER_ELEMENT;
  const aligned = buffer.byteOffset % width === 0 ? buffer : buffer.slice();
  return new Class(aligned.buffer as ArrayBuffer, aligned.byteOffset, Math.floor(aligned.length / width));
}

/** Validity bitmap, or null when no value is null. */
export const validityOf = (array: ArrowArray): Uint8Array | null =>
  array.nullCount === 0 ? null : (array.buffers[0] ?? null);

export const isValid = (validity: Uint8Array | null, index: number): boolean =>
  validity === null || ((validity[index >> 3]! >> (index & 7)) & 1) === 1;

/** Any codec as a bound one, for values inside other values. */
export function bindCodec(codec: Codec, array: ArrowArray): BoundColumn {
  if (codec.kind === 'bound') return codec.bind(array);
  const { offset } = array;
  const validity = validityOf(array);
  const isNull = (index: number) => !isValid(validity, index + offset);
  if (codec.kind === 'fixed') {
    const data = viewOf(array.buffers[1], codec.view);
    const { max, write } = codec;
    return {
      isNull,
      write(sink, index) {
        sink.reserve(max);
        sink.length = write(sink.bytes, sink.length, data, index + offset);
      },
    };
  }
  const offsets = viewOf(array.buffers[1], 'i32');
  const data = array.buffers[2] ?? new Uint8Array(0);
  return {
    isNull,
    write: (sink, index) => sink.append(data.subarray(offsets[index + offset]!, offsets[index + offset + 1]!)),
  };
}

/** Where values of variable length begin and end: 32-bit or 64-bit offsets. */
export function rangesOf(array: ArrowArray, large: boolean): (index: number) => [from: number, to: number] {
  const { offset } = array;
  const words = viewOf(array.buffers[1], 'u32');
  if (!large) return (index) => [words[index + offset]!, words[index + offset + 1]!];
  const at = (index: number) => words[index * 2]! + words[index * 2 + 1]! * 4294967296;
  return (index) => [at(index + offset), at(index + offset + 1)];
}
