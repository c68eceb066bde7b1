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
  return writeAscii(bytes, at, exponential(value.toExponential()));
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
  let text = '';
  for (let digits = 1; digits <= 9; digits++) {
    text = value.toExponential(digits - 1);
    if (Math.fround(Number(text)) === value) break;
  }
  const exponent = Number(text.slice(text.indexOf('e') + 1));
  // Number() of at most nine digits prints those digits again, without an exponent in this range.
  return writeAscii(bytes, at, exponent >= -4 && exponent < 6 ? `${Number(text)}` : exponential(text));
}
