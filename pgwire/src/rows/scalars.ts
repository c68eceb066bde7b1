/** Codecs of the types whose values take a bounded number of bytes. Text as PostgreSQL prints it, binary as its `…_send` functions. */
import { failures } from '@brooder/contracts';
import type { ZoneOffsets } from '../zones/index.ts';
import type { FixedCodec, View } from './codec.ts';
import {
  intervalText,
  isNegativeInfinity,
  isPositiveInfinity,
  type PerSecond,
  writeDate,
  writeOffset,
  writeTime,
  writeTimestamp,
} from './datetime-text.ts';
import { writeAscii, writeInt32, writeInt64, writeUint32, writeUint64 } from './digits.ts';
import { writeFloat32, writeFloat64 } from './float-text.ts';
import { bigFromWords, writeDecimal, writeNumericBinary } from './numeric.ts';

type Write = FixedCodec['write'];
const text = (view: View, max: number, write: Write): FixedCodec => ({ kind: 'fixed', view, max, write });
const binary = (view: View, max: number, write: Write): FixedCodec => ({
  kind: 'fixed',
  view,
  max,
  exact: true,
  write,
});

const two32 = 4294967296;
/** 2000-01-01 in days and seconds since 1970: PostgreSQL's binary dates and timestamps count from there. */
const epochDays = 10_957;
const epochMicros = 946_684_800_000_000;

function put32(bytes: Uint8Array, at: number, value: number): number {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
  return at + 4;
}
function put16(bytes: Uint8Array, at: number, value: number): number {
  bytes[at] = value >> 8;
  bytes[at + 1] = value;
  return at + 2;
}
const put64 = (bytes: Uint8Array, at: number, low: number, high: number): number =>
  put32(bytes, put32(bytes, at, high), low);
function putBig64(bytes: Uint8Array, at: number, value: bigint): number {
  return put64(bytes, at, Number(value & 0xffffffffn) | 0, Number(BigInt.asIntN(32, value >> 32n)));
}
/** An integer below 2^53 in size. */
function putNumber64(bytes: Uint8Array, at: number, value: number): number {
  const high = Math.floor(value / two32);
  return put64(bytes, at, (value - high * two32) | 0, high);
}

const floats = new Float64Array(1);
const float32s = new Float32Array(1);
const floatBytes = new Uint8Array(floats.buffer);
const float32Bytes = new Uint8Array(float32s.buffer);

/** Microseconds since 2000 from a 64-bit count since 1970. */
function putTimestamp(bytes: Uint8Array, at: number, low: number, high: number, perSecond: PerSecond): number {
  if (isPositiveInfinity(low, high)) return put64(bytes, at, -1, 0x7fffffff);
  if (isNegativeInfinity(low, high)) return put64(bytes, at, 0, -2147483648);
  // The epoch's microseconds need 50 bits, so the difference of a count below 2^52 stays exact.
  if (perSecond === 1_000_000 && high > -1048576 && high < 1048576)
    return putNumber64(bytes, at, high * two32 + (low >>> 0) - epochMicros);
  const count = (BigInt(high) << 32n) | BigInt(low >>> 0);
  const micros =
    (perSecond === 1_000_000_000
      ? BigInt.asIntN(64, (count - (((count % 1000n) + 1000n) % 1000n)) / 1000n)
      : count * BigInt(1_000_000 / perSecond)) - BigInt(epochMicros);
  if (micros !== BigInt.asIntN(64, micros))
    throw failures.numberOutOfRange({ type: 'timestamp', text: `${count} since 1970` });
  return putBig64(bytes, at, micros);
}

/** DuckDB packs TIMETZ as microseconds << 24 | (57599 − seconds east of Greenwich). */
function timeTzParts(low: number, high: number): { micros: number; east: number } {
  return { micros: (high >>> 0) * 256 + (low >>> 24), east: 57_599 - (low & 0xffffff) };
}
const hexDigits = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
const scratch = new Uint8Array(128);

export const bool8 = {
  text: text('i8', 1, (b, p, d: Int8Array, i) => {
    b[p] = d[i] === 0 ? 0x66 : 0x74;
    return p + 1;
  }),
  binary: binary('i8', 1, (b, p, d: Int8Array, i) => {
    b[p] = d[i] === 0 ? 0 : 1;
    return p + 1;
  }),
};
export const boolBits = {
  text: text('u8', 1, (b, p, d: Uint8Array, i) => {
    b[p] = (d[i >> 3]! >> (i & 7)) & 1 ? 0x74 : 0x66;
    return p + 1;
  }),
  binary: binary('u8', 1, (b, p, d: Uint8Array, i) => {
    b[p] = (d[i >> 3]! >> (i & 7)) & 1;
    return p + 1;
  }),
};
export const int8 = {
  text: text('i8', 4, (b, p, d: Int8Array, i) => writeInt32(b, p, d[i]!)),
  binary: binary('i8', 2, (b, p, d: Int8Array, i) => put16(b, p, d[i]!)),
};
export const uint8 = {
  text: text('u8', 3, (b, p, d: Uint8Array, i) => writeUint32(b, p, d[i]!)),
  binary: binary('u8', 2, (b, p, d: Uint8Array, i) => put16(b, p, d[i]!)),
};
export const int16 = {
  text: text('i16', 6, (b, p, d: Int16Array, i) => writeInt32(b, p, d[i]!)),
  binary: binary('i16', 2, (b, p, d: Int16Array, i) => put16(b, p, d[i]!)),
};
export const uint16 = {
  text: text('u16', 5, (b, p, d: Uint16Array, i) => writeUint32(b, p, d[i]!)),
  binary: binary('u16', 4, (b, p, d: Uint16Array, i) => put32(b, p, d[i]!)),
};
export const int32 = {
  text: text('i32', 11, (b, p, d: Int32Array, i) => writeInt32(b, p, d[i]!)),
  binary: binary('i32', 4, (b, p, d: Int32Array, i) => put32(b, p, d[i]!)),
};
export const uint32 = {
  text: text('u32', 10, (b, p, d: Uint32Array, i) => writeUint32(b, p, d[i]!)),
  binary: binary('u32', 8, (b, p, d: Uint32Array, i) => put64(b, p, d[i]!, 0)),
};
export const int64 = {
  text: text('i32', 20, (b, p, d: Int32Array, i) => writeInt64(b, p, d[2 * i]!, d[2 * i + 1]!)),
  binary: binary('i32', 8, (b, p, d: Int32Array, i) => put64(b, p, d[2 * i]!, d[2 * i + 1]!)),
};
/** PostgreSQL has no unsigned 64-bit type, so it is a numeric. */
export const uint64 = {
  text: text('i32', 20, (b, p, d: Int32Array, i) => writeUint64(b, p, d[2 * i]!, d[2 * i + 1]!)),
  binary: text('i32', 32, (b, p, d: Int32Array, i) =>
    writeNumericBinary(b, p, scratch, 0, writeUint64(scratch, 0, d[2 * i]!, d[2 * i + 1]!)),
  ),
};
export const float32 = {
  text: text('f32', 24, (b, p, d: Float32Array, i) => writeFloat32(b, p, d[i]!)),
  binary: binary('f32', 4, (b, p, d: Float32Array, i) => {
    float32s[0] = d[i]!;
    for (let k = 0; k < 4; k++) b[p + k] = float32Bytes[3 - k]!;
    return p + 4;
  }),
};
export const float64 = {
  text: text('f64', 26, (b, p, d: Float64Array, i) => writeFloat64(b, p, d[i]!)),
  binary: binary('f64', 8, (b, p, d: Float64Array, i) => {
    floats[0] = d[i]!;
    for (let k = 0; k < 8; k++) b[p + k] = floatBytes[7 - k]!;
    return p + 8;
  }),
};

/** Decimals whose unscaled value has `bits` bits; also 128-bit integers, with scale 0. */
export function decimal(bits: number, scale: number) {
  const words = bits / 32;
  const write: Write = (b, p, d: Int32Array, i) => writeDecimal(b, p, d, i * words, words, scale);
  return {
    text: text('i32', 84, write),
    binary: text('i32', 96, (b, p, d: Int32Array, i) => writeNumericBinary(b, p, scratch, 0, write(scratch, 0, d, i))),
  };
}
const uint128Text: Write = (b, p, d: Int32Array, i) => writeAscii(b, p, bigFromWords(d, i * 4, 4, false).toString());
export const uint128 = {
  text: text('i32', 40, uint128Text),
  binary: text('i32', 50, (b, p, d: Int32Array, i) =>
    writeNumericBinary(b, p, scratch, 0, uint128Text(scratch, 0, d, i)),
  ),
};

/** 16 bytes, big-endian (extension arrow.uuid). */
export const uuid = {
  text: text('u8', 36, (b, p, d: Uint8Array, i) => {
    let place = p;
    for (let k = 0; k < 16; k++) {
      if (k === 4 || k === 6 || k === 8 || k === 10) b[place++] = 0x2d;
      const byte = d[i * 16 + k]!;
      b[place++] = hexDigits[byte >> 4]!;
      b[place++] = hexDigits[byte & 15]!;
    }
    return place;
  }),
  binary: binary('u8', 16, (b, p, d: Uint8Array, i) => {
    b.set(d.subarray(i * 16, i * 16 + 16), p);
    return p + 16;
  }),
};

export const date = {
  text: text('i32', 20, (b, p, d: Int32Array, i) => writeDate(b, p, d[i]!)),
  binary: binary('i32', 4, (b, p, d: Int32Array, i) => {
    const days = d[i]!;
    if (days === 2147483647) return put32(b, p, days);
    if (days === -2147483647) return put32(b, p, -2147483648);
    if (days < epochDays - 2147483647)
      throw failures.numberOutOfRange({ type: 'date', text: `${days} days since 1970` });
    return put32(b, p, days - epochDays);
  }),
};

/** 64-bit micro- or nanoseconds of the day; nanoseconds are cut to microseconds. */
export function time(perMicro: 1 | 1000) {
  const micros = (d: Int32Array, i: number) => Math.floor((d[2 * i + 1]! * two32 + (d[2 * i]! >>> 0)) / perMicro);
  return {
    text: text('i32', 16, (b, p, d: Int32Array, i) => writeTime(b, p, micros(d, i))),
    binary: binary('i32', 8, (b, p, d: Int32Array, i) => putNumber64(b, p, micros(d, i))),
  };
}
export const timeTz = {
  text: text('i32', 26, (b, p, d: Int32Array, i) => {
    const { micros, east } = timeTzParts(d[2 * i]!, d[2 * i + 1]!);
    return writeOffset(b, writeTime(b, p, micros), east);
  }),
  // timetz_send gives the zone in seconds west.
  binary: binary('i32', 12, (b, p, d: Int32Array, i) => {
    const { micros, east } = timeTzParts(d[2 * i]!, d[2 * i + 1]!);
    return put32(b, putNumber64(b, p, micros), -east);
  }),
};
export function timestamp(perSecond: PerSecond, zone?: ZoneOffsets) {
  return {
    text: text('i32', 52, (b, p, d: Int32Array, i) => writeTimestamp(b, p, d[2 * i]!, d[2 * i + 1]!, perSecond, zone)),
    binary: binary('i32', 8, (b, p, d: Int32Array, i) => putTimestamp(b, p, d[2 * i]!, d[2 * i + 1]!, perSecond)),
  };
}

/** Arrow's month-day-nano: months, days, then 64-bit nanoseconds. */
const intervalMicros = (d: Int32Array, i: number) => bigFromWords(d, i * 4 + 2, 2, true) / 1000n;
export const interval = {
  text: text('i32', 96, (b, p, d: Int32Array, i) =>
    writeAscii(b, p, intervalText(d[i * 4]!, d[i * 4 + 1]!, intervalMicros(d, i))),
  ),
  binary: binary('i32', 16, (b, p, d: Int32Array, i) =>
    put32(b, put32(b, putBig64(b, p, intervalMicros(d, i)), d[i * 4 + 1]!), d[i * 4]!),
  ),
};
