/** Numbers from text: PostgreSQL's int, float and numeric input. */
import type { BoundValue, DuckType } from '@brooder/contracts';
import { invalid, nameOf, outOfRange } from './refuse.ts';

export const integerRanges: Partial<Record<DuckType['id'], readonly [bigint, bigint]>> = {
  TINYINT: [-128n, 127n],
  SMALLINT: [-32768n, 32767n],
  INTEGER: [-2147483648n, 2147483647n],
  BIGINT: [-(2n ** 63n), 2n ** 63n - 1n],
  HUGEINT: [-(2n ** 127n), 2n ** 127n - 1n],
  UTINYINT: [0n, 255n],
  USMALLINT: [0n, 65535n],
  UINTEGER: [0n, 4294967295n],
  UBIGINT: [0n, 2n ** 64n - 1n],
  UHUGEINT: [0n, 2n ** 128n - 1n],
};
const smallIntegers: ReadonlySet<DuckType['id']> = new Set([
  'TINYINT',
  'SMALLINT',
  'INTEGER',
  'UTINYINT',
  'USMALLINT',
  'UINTEGER',
]);

/** An integer in its type's representation, or undefined when it is out of range. */
export function integerValue(type: DuckType, value: bigint): number | bigint | undefined {
  const range = integerRanges[type.id];
  if (range !== undefined && (value < range[0] || value > range[1])) return undefined;
  return smallIntegers.has(type.id) ? Number(value) : value;
}

/** Digits of an integer text that are worth converting: BigInt's time grows with the square of them. */
const maxIntegerDigits = 10_000;

export function parseInteger(type: DuckType, text: string): number | bigint {
  const trimmed = text.trim();
  if (!/^[+-]?\d+$/.test(trimmed)) throw invalid(nameOf(type), text);
  if (trimmed.length > maxIntegerDigits) throw outOfRange(nameOf(type), text);
  const value = integerValue(type, BigInt(trimmed.startsWith('+') ? trimmed.slice(1) : trimmed));
  if (value === undefined) throw outOfRange(nameOf(type), text);
  return value;
}

export function parseFloating(type: DuckType, text: string): number {
  const trimmed = text.trim();
  if (/^[+-]?inf(inity)?$/i.test(trimmed))
    return trimmed.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(trimmed)) return Number.NaN;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) throw invalid(nameOf(type), text);
  const value = type.id === 'FLOAT' ? Math.fround(Number(trimmed)) : Number(trimmed);
  const isZero = !/[1-9]/.test(trimmed.replace(/e.*$/i, ''));
  if (!Number.isFinite(value) || (value === 0 && !isZero)) throw outOfRange(nameOf(type), text);
  return value;
}

/** An exact decimal. */
export interface Decimal {
  unscaled: bigint;
  scale: number;
}

/** DuckDB's widest decimal. */
export const maxDecimalWidth = 38;

export function parseDecimal(text: string): Decimal {
  const [, sign = '', whole = '', fraction = '', bare = '', exponent = '0'] =
    /^\s*([+-]?)(?:(\d+)\.?(\d*)|\.(\d+))(?:e([+-]?\d{1,5}))?\s*$/i.exec(text) ?? [];
  const behind = fraction + bare;
  const digits = (whole + behind).replace(/^0+(?=.)/, '');
  if (digits === '') throw invalid('numeric', text);
  let scale = behind.length - Number(exponent);
  if (digits.length > maxIntegerDigits || Math.abs(scale) > maxIntegerDigits) throw outOfRange('numeric', text);
  let unscaled = BigInt(sign === '-' ? `-${digits}` : digits);
  if (scale < 0) {
    unscaled *= 10n ** BigInt(-scale);
    scale = 0;
  }
  return { unscaled, scale };
}

/** The same number with another scale, or undefined when digits would be lost. */
export function rescale({ unscaled, scale }: Decimal, to: number): bigint | undefined {
  if (to >= scale) return unscaled * 10n ** BigInt(to - scale);
  const unit = 10n ** BigInt(scale - to);
  return unscaled % unit === 0n ? unscaled / unit : undefined;
}

export function widthOf(unscaled: bigint): number {
  return (unscaled < 0n ? -unscaled : unscaled).toString().length;
}

/** A decimal in the narrowest type that holds it. @throws numberOutOfRange above 38 digits */
export function decimalValue(decimal: Decimal, text: string): BoundValue {
  const width = Math.max(widthOf(decimal.unscaled), decimal.scale, 1);
  if (width > maxDecimalWidth) throw outOfRange('numeric', text);
  return { type: { id: 'DECIMAL', width, scale: decimal.scale }, value: decimal.unscaled };
}
