/** Floats as PostgreSQL prints them with extra_float_digits > 0: shortest digits that read back the same, `e+15` rules of its own. */
import { writeAscii, writeFraction, writeInt32, writeUint32, writeUint53 } from './digits.ts';

/** `1.5e+20`, `1e-05`: PostgreSQL gives exponents at least two digits, JavaScript one. */
function exponential(text: string): string {
  const mark = text.indexOf('e');
  return text.length - mark === 3 ? `${text.slice(0, mark + 2)}0${text.slice(mark + 2)}` : text;
}

function special(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? 'Infinity' : '-Infinity';
}

const double = new Float64Array(1);
const doubleBits = new BigInt64Array(double.buffer);

/**
 * Fewest digits that read back as the same double. Where JavaScript's text lies exactly between two doubles, which happens to
 * integers above 2^53 only, PostgreSQL does not take it for either and writes 16 or 17 digits.
 */
function shortest64(value: number): string {
  const text = value.toExponential();
  const size = Math.abs(value);
  if (size < 2 ** 53 || size > 1e40) return text;
  const [, first, rest = '', exponent] = /^-?(\d)(?:\.(\d+))?e\+(\d+)$/.exec(text)!;
  const decimal = BigInt((first! + rest).padEnd(Number(exponent) + 1, '0'));
  double[0] = size;
  doubleBits[0]! += decimal > BigInt(size) ? 1n : -1n;
  if (decimal * 2n !== BigInt(size) + BigInt(double[0]!)) return text;
  const longer = rest.length < 15 ? value.toExponential(15) : '';
  // A zero at the end means that the sixteen digits are the halfway point again.
  return Number(longer) === value && !longer.includes('0e') ? longer : value.toExponential(16);
}

export function writeFloat64(bytes: Uint8Array, at: number, value: number): number {
  const integer = value | 0;
  if (value === integer && (value !== 0 || 1 / value > 0)) return writeInt32(bytes, at, integer);
  const size = value < 0 ? -value : value;
  if (size < 1e9 && size >= 1e-2) {
    // At most 15 digits identify a double (DBL_DIG). So when a decimal with six places reads back as the same double, it is the
    // shortest text once its trailing zeros are gone.
    const scaled = Math.round(size * 1e6);
    if (scaled / 1e6 === size) {
      let place = at;
      if (value < 0) bytes[place++] = 0x2d;
      const whole = Math.floor(scaled / 1e6);
      place = writeUint32(bytes, place, whole);
      return writeFraction(bytes, place, scaled - whole * 1e6, 6);
    }
  }
  if (size >= 1e-4 && size < 1e15) return writeAscii(bytes, at, `${value}`);
  if (value === 0) return writeAscii(bytes, at, '-0');
  if (!(size < Number.POSITIVE_INFINITY)) return writeAscii(bytes, at, special(value));
  return writeAscii(bytes, at, exponential(shortest64(value)));
}

const single = new Float32Array(1);
const singleBits = new Int32Array(single.buffer);

/** True when `decimal` lies exactly between `value` and the next float: PostgreSQL does not take such a text for `value`. */
function isHalfway(decimal: number, value: number): boolean {
  single[0] = value;
  // The bits of floats of one sign are in the order of their size.
  singleBits[0]! += Math.abs(decimal) > Math.abs(value) ? 1 : -1;
  return decimal === (value + single[0]!) / 2;
}

/** Fewest digits that read back as the same float, in `d.ddde±x` form; a digit that could be rounded both ways is even. */
function shortest32(value: number): string {
  let digits = 1;
  let text = value.toExponential(0);
  for (; digits < 9; text = value.toExponential(digits++)) {
    const decimal = Number(text);
    if (Math.fround(decimal) === value && !isHalfway(decimal, value)) break;
  }
  // JavaScript rounds a tie away from zero, PostgreSQL to the even digit.
  const mark = text.indexOf('e');
  const last = text.charCodeAt(mark - 1) - 0x30;
  if (last % 2 === 0) return text;
  const exact = value.toExponential(100).replace(/^-?(\d)\./, '$1');
  const isTie = /^50*e/.test(exact.slice(digits));
  return isTie ? `${text.slice(0, mark - 1)}${last - 1}${text.slice(mark)}` : text;
}

export function writeFloat32(bytes: Uint8Array, at: number, value: number): number {
  const integer = value | 0;
  if (value === integer && integer > -1_000_000 && integer < 1_000_000 && (value !== 0 || 1 / value > 0))
    return writeInt32(bytes, at, integer);
  const size = value < 0 ? -value : value;
  if (!(size < Number.POSITIVE_INFINITY)) return writeAscii(bytes, at, special(value));
  if (value === 0) return writeAscii(bytes, at, '-0');
  if (size < 1e3 && size >= 1e-2) {
    // The same argument as above with 6 digits (FLT_DIG): three before the point, three behind.
    const scaled = Math.round(size * 1e3);
    if (Math.fround(scaled / 1e3) === size) {
      let place = at;
      if (value < 0) bytes[place++] = 0x2d;
      const whole = Math.floor(scaled / 1e3);
      place = writeUint53(bytes, place, whole);
      return writeFraction(bytes, place, scaled - whole * 1e3, 3);
    }
  }
  const text = shortest32(value);
  const exponent = Number(text.slice(text.indexOf('e') + 1));
  // Number() of at most nine digits prints those digits again, without an exponent in this range.
  return writeAscii(bytes, at, exponent >= -4 && exponent < 6 ? `${Number(text)}` : exponential(text));
}
