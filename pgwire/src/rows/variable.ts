/** Codecs of leaf types without a bound: bytes, bit strings, big numbers, dictionaries. */
import type { ArrowArray, ArrowField } from '@brooder/contracts';
import type { ByteSink } from './byte-sink.ts';
import { type BoundCodec, bindCodec, type Codec, isValid, rangesOf, validityOf, viewOf } from './codec.ts';
import { writeAscii } from './digits.ts';
import { bignumText, writeNumericBinary } from './numeric.ts';

/** A codec over utf8 or binary data, from a function that writes the bytes [from, to). */
function overRanges(
  large: boolean,
  write: (sink: ByteSink, data: Uint8Array, from: number, to: number) => void,
): BoundCodec {
  return {
    kind: 'bound',
    bind(array: ArrowArray) {
      const validity = validityOf(array);
      const range = rangesOf(array, large);
      const data = array.buffers[2] ?? new Uint8Array(0);
      return {
        isNull: (index) => !isValid(validity, index + array.offset),
        write(sink, index) {
          const [from, to] = range(index);
          write(sink, data, from, to);
        },
      };
    },
  };
}

/** Bytes as they are: text, JSON, and bytea in binary. */
export const plainBytes = (large: boolean): Codec =>
  large ? overRanges(true, (sink, data, from, to) => sink.append(data.subarray(from, to))) : { kind: 'bytes' };

const hexDigits = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));

/** `\x00ff`, PostgreSQL's bytea_output = hex. */
export const byteaText = (large: boolean): BoundCodec =>
  overRanges(large, (sink, data, from, to) => {
    sink.reserve(2 + (to - from) * 2);
    const { bytes } = sink;
    let at = sink.length;
    bytes[at++] = 0x5c;
    bytes[at++] = 0x78;
    for (let index = from; index < to; index++) {
      const byte = data[index]!;
      bytes[at++] = hexDigits[byte >> 4]!;
      bytes[at++] = hexDigits[byte & 15]!;
    }
    sink.length = at;
  });

/** DuckDB's BIT: a byte with the count of padding bits, then the bits, padding in front. */
export const bitText = (large: boolean): BoundCodec =>
  overRanges(large, (sink, data, from, to) => {
    const count = (to - from - 1) * 8;
    sink.reserve(count);
    let at = sink.length;
    for (let bit = data[from]!; bit < count; bit++)
      sink.bytes[at++] = 0x30 + ((data[from + 1 + (bit >> 3)]! >> (7 - (bit & 7))) & 1);
    sink.length = at;
  });

/** varbit_send: the count of bits, then the bits, padding behind. */
export const bitBinary = (large: boolean): BoundCodec =>
  overRanges(large, (sink, data, from, to) => {
    const padding = data[from]!;
    const bytes = to - from - 1;
    sink.int32(bytes * 8 - padding);
    sink.reserve(bytes);
    for (let index = 1; index <= bytes; index++) {
      const next = index < bytes ? data[from + index + 1]! : 0;
      sink.bytes[sink.length++] = ((data[from + index]! << padding) | (next >> (8 - padding))) & 255;
    }
  });

export const bignum = {
  text: (large: boolean): BoundCodec =>
    overRanges(large, (sink, data, from, to) => {
      const text = bignumText(data, from, to);
      sink.reserve(text.length);
      sink.length = writeAscii(sink.bytes, sink.length, text);
    }),
  binary: (large: boolean): BoundCodec =>
    overRanges(large, (sink, data, from, to) => {
      const text = Buffer.from(bignumText(data, from, to), 'latin1');
      sink.reserve(text.length + 16);
      sink.length = writeNumericBinary(sink.bytes, sink.length, text, 0, text.length);
    }),
};

/** Indices into a dictionary, whose values `values` writes. */
export function dictionaryCodec(field: ArrowField, values: Codec): BoundCodec {
  const bits = field.type.kind === 'int' ? field.type.bits : 32;
  return {
    kind: 'bound',
    bind(array) {
      const validity = validityOf(array);
      const indices = viewOf(array.buffers[1], bits === 8 ? 'u8' : bits === 16 ? 'u16' : 'u32');
      // 64-bit indices: the low word, because no dictionary has 2^32 values.
      const step = bits === 64 ? 2 : 1;
      const dictionary = array.dictionary && bindCodec(values, array.dictionary);
      return {
        isNull: (index) => dictionary === undefined || !isValid(validity, index + array.offset),
        write: (sink, index) => dictionary?.write(sink, indices[(index + array.offset) * step]!),
      };
    },
  };
}

/** A column of the NULL type. */
export const alwaysNull: BoundCodec = { kind: 'bound', bind: () => ({ isNull: () => true, write: () => {} }) };
