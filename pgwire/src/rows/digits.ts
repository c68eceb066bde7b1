/** Decimal digits as ASCII bytes. Every function writes at `at` and gives the place behind what it wrote. */

const zero = 0x30;
const minus = 0x2d;
const two32 = 4294967296;

/** Writes 0..4294967295. */
export function writeUint32(bytes: Uint8Array, at: number, value: number): number {
  const count =
    value < 1e5
      ? value < 100
        ? value < 10
          ? 1
          : 2
        : value < 1000
          ? 3
          : value < 1e4
            ? 4
            : 5
      : value < 1e7
        ? value < 1e6
          ? 6
          : 7
        : value < 1e8
          ? 8
          : value < 1e9
            ? 9
            : 10;
  const end = at + count;
  let left = value;
  let place = end;
  // Above 2^31 the first digit is split off in floating point; the rest stays in 32-bit integers, which V8 divides far faster.
  if (left >= 0x80000000) {
    const high = Math.floor(left / 10);
    bytes[--place] = zero + (left - high * 10);
    left = high;
  }
  left |= 0;
  do {
    const high = (left / 10) | 0;
    bytes[--place] = zero + left - high * 10;
    left = high;
  } while (left > 0);
  return end;
}

export function writeInt32(bytes: Uint8Array, at: number, value: number): number {
  if (value >= 0) return writeUint32(bytes, at, value);
  bytes[at] = minus;
  return writeUint32(bytes, at + 1, -value);
}

/** Writes 0..999,999,999 as exactly `width` digits (at most 9). */
export function writePadded(bytes: Uint8Array, at: number, value: number, width: number): number {
  let left = value | 0;
  for (let place = at + width - 1; place >= at; place--) {
    const high = (left / 10) | 0;
    bytes[place] = zero + left - high * 10;
    left = high;
  }
  return at + width;
}

/** Writes an integer of 0..2^53. */
export function writeUint53(bytes: Uint8Array, at: number, value: number): number {
  if (value < two32) return writeUint32(bytes, at, value);
  const high = Math.floor(value / 1e9);
  return writePadded(bytes, writeUint32(bytes, at, high), value - high * 1e9, 9);
}

/** Writes a signed 64-bit integer from its two signed 32-bit halves. */
export function writeInt64(bytes: Uint8Array, at: number, low: number, high: number): number {
  if (high === low >> 31) return writeInt32(bytes, at, low);
  if (high > -2097152 && high < 2097152) {
    const value = high * two32 + (low >>> 0);
    if (value >= 0) return writeUint53(bytes, at, value);
    bytes[at] = minus;
    return writeUint53(bytes, at + 1, -value);
  }
  return writeAscii(bytes, at, ((BigInt(high) << 32n) | BigInt(low >>> 0)).toString());
}

/** Writes an unsigned 64-bit integer from its two halves, given as signed. */
export function writeUint64(bytes: Uint8Array, at: number, low: number, high: number): number {
  if (high >= 0 && high < 2097152) return writeUint53(bytes, at, high * two32 + (low >>> 0));
  return writeAscii(bytes, at, ((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)).toString());
}

export function writeAscii(bytes: Uint8Array, at: number, text: string): number {
  for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index);
  return at + text.length;
}

/** Writes a point and `value` as `width` digits (at most 9) without trailing zeros; nothing when `value` is 0. */
export function writeFraction(bytes: Uint8Array, at: number, value: number, width: number): number {
  if (value === 0) return at;
  bytes[at] = 0x2e;
  let end = writePadded(bytes, at + 1, value, width);
  while (bytes[end - 1] === zero) end--;
  return end;
}
