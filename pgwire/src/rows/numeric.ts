/** Decimals of any width as PostgreSQL's numeric: text with full scale, binary in base 10,000 (`numeric_send`). */
import { failures } from '@brooder/contracts';
import { writeAscii, writeInt64, writePadded, writeUint53 } from './digits.ts';

const two32 = 4294967296;
const powers = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

function digitsWithPoint(digits: string, scale: number): string {
  if (scale === 0) return digits;
  const padded = digits.padStart(scale + 1, '0');
  return `${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}

/** An integer of 64, 128 or more bits from `words` little-endian 32-bit words at `first`. */
export function bigFromWords(data: Int32Array | Uint32Array, first: number, words: number, signed: boolean): bigint {
  let value = signed ? BigInt(data[first + words - 1]! | 0) : BigInt(data[first + words - 1]! >>> 0);
  for (let word = words - 2; word >= 0; word--) value = (value << 32n) | BigInt(data[first + word]! >>> 0);
  return value;
}

/** Writes an unscaled integer of at most 2^53 in size with `scale` decimal places. */
function writeSmall(bytes: Uint8Array, at: number, value: number, scale: number): number {
  let place = at;
  if (value < 0) bytes[place++] = 0x2d;
  const size = value < 0 ? -value : value;
  const power = powers[scale]!;
  // Exact: size < 2^53, so a quotient below an integer never rounds up to it.
  const whole = Math.floor(size / power);
  place = writeUint53(bytes, place, whole);
  if (scale === 0) return place;
  bytes[place++] = 0x2e;
  const rest = size - whole * power;
  if (scale <= 9) return writePadded(bytes, place, rest, scale);
  const high = Math.floor(rest / 1e9);
  return writePadded(bytes, writePadded(bytes, place, high, scale - 9), rest - high * 1e9, 9);
}

/** Writes the decimal whose unscaled value is the little-endian `words` at `first`; 32, 64, 128 and 256 bits. */
export function writeDecimal(
  bytes: Uint8Array,
  at: number,
  data: Int32Array,
  first: number,
  words: number,
  scale: number,
): number {
  const low = data[first]!;
  const high = words === 1 ? low >> 31 : data[first + 1]!;
  let fits = scale <= 15 && high >= -2097152 && high < 2097152;
  for (let word = 2; word < words; word++) fits &&= data[first + word] === high >> 31;
  if (fits) return writeSmall(bytes, at, high * two32 + (low >>> 0), scale);
  if (scale === 0 && words === 2) return writeInt64(bytes, at, low, high);
  const value = bigFromWords(data, first, words, true);
  const digits = digitsWithPoint((value < 0n ? -value : value).toString(), scale);
  return writeAscii(bytes, at, value < 0n ? `-${digits}` : digits);
}

/** DuckDB's BIGNUM: three bytes of header (sign in the top bit), then the magnitude big-endian; all complemented when negative. */
export function bignumText(data: Uint8Array, from: number, to: number): string {
  const negative = (data[from]! & 0x80) === 0;
  let hex = '';
  for (let at = from + 3; at < to; at++) hex += (negative ? data[at]! ^ 0xff : data[at]!).toString(16).padStart(2, '0');
  const text = BigInt(`0x${hex || '0'}`).toString();
  return negative && text !== '0' ? `-${text}` : text;
}

/** Largest base-10,000 digit count and weight the binary form can carry. */
const maxGroups = 32_767;

/**
 * Writes the binary form of a decimal given as ASCII text in `source[from, to)` without exponent; at most 10 bytes more than the text.
 * @throws numberOutOfRange when the binary form cannot carry it
 */
export function writeNumericBinary(
  bytes: Uint8Array,
  at: number,
  source: Uint8Array,
  from: number,
  to: number,
): number {
  const negative = source[from] === 0x2d;
  let start = negative ? from + 1 : from;
  let point = source.indexOf(0x2e, start);
  if (point < 0 || point >= to) point = to;
  const scale = point === to ? 0 : to - point - 1;
  while (start < point && source[start] === 0x30) start++;
  let groupsBefore = Math.ceil((point - start) / 4);
  const total = groupsBefore + Math.ceil(scale / 4);
  if (total > maxGroups) throw failures.numberOutOfRange({ type: 'numeric', text: `a number of ${to - from} digits` });
  let place = at + 8;
  let count = 0;
  let skipped = 0;
  for (let group = 0; group < total; group++) {
    let value = 0;
    for (let digit = 0; digit < 4; digit++) {
      // Digit positions relative to the point: whole groups end at it, fraction groups begin behind it.
      const position = (group - groupsBefore) * 4 + digit;
      const index = position < 0 ? point + position : point + 1 + position;
      const inside = position < 0 ? index >= start : index < to;
      value = value * 10 + (inside ? source[index]! - 0x30 : 0);
    }
    // Leading zero groups lower the weight instead of being written.
    if (count === 0 && value === 0) skipped++;
    else {
      bytes[place++] = value >> 8;
      bytes[place++] = value & 255;
      count++;
    }
  }
  while (count > 0 && bytes[place - 1] === 0 && bytes[place - 2] === 0) {
    place -= 2;
    count--;
  }
  groupsBefore -= skipped;
  const weight = count === 0 ? 0 : groupsBefore - 1;
  const head = [count, weight & 0xffff, negative && count > 0 ? 0x4000 : 0, scale];
  head.forEach((word, index) => {
    bytes[at + index * 2] = word >> 8;
    bytes[at + index * 2 + 1] = word & 255;
  });
  return place;
}
