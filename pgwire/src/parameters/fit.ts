/** Moves a value to the type the statement wants when nothing is lost, so that the engine need not plan again for another type. */
import { type BoundValue, type DuckType, type EngineValue, Failure, timestampInfinity } from '@brooder/contracts';
import { integerRanges, integerValue, rescale, widthOf } from './numbers.ts';
import { parseText } from './text.ts';

const isInteger = (type: DuckType) => type.id in integerRanges || type.id === 'BIGNUM';
const isInfinite = (value: bigint) => value === timestampInfinity.positive || value === timestampInfinity.negative;
/** Digits of a decimal that a double gives back unchanged (DBL_DIG). */
const doubleDigits = 15;

function fromInteger(value: bigint, target: DuckType): EngineValue | undefined {
  if (isInteger(target)) return integerValue(target, value);
  if (target.id === 'DECIMAL') return fitDecimal({ unscaled: value, scale: 0 }, target);
  if (target.id === 'DOUBLE' || target.id === 'FLOAT') return fromFloat(Number(value), target, value);
  return undefined;
}

function fitDecimal(decimal: { unscaled: bigint; scale: number }, target: DuckType & { id: 'DECIMAL' }) {
  const value = rescale(decimal, target.scale);
  return value !== undefined && (value === 0n || widthOf(value) <= target.width) ? value : undefined;
}

function fromFloat(value: number, target: DuckType, exact?: bigint): EngineValue | undefined {
  if (target.id === 'DOUBLE' || target.id === 'FLOAT') {
    const fitted = target.id === 'FLOAT' ? Math.fround(value) : value;
    const same = exact === undefined ? Object.is(fitted, value) : Number.isFinite(fitted) && BigInt(fitted) === exact;
    return same ? fitted : undefined;
  }
  if (!isInteger(target) || !Number.isInteger(value) || Object.is(value, -0)) return undefined;
  return integerValue(target, BigInt(value));
}

function fromDecimal(unscaled: bigint, scale: number, target: DuckType): EngineValue | undefined {
  if (target.id === 'DECIMAL') return fitDecimal({ unscaled, scale }, target);
  if (isInteger(target)) {
    const whole = rescale({ unscaled, scale }, 0);
    return whole === undefined ? undefined : integerValue(target, whole);
  }
  if (target.id === 'DOUBLE' && widthOf(unscaled) <= doubleDigits) return Number(`${unscaled}e-${scale}`);
  return undefined;
}

/** Units of a second, to move between timestamps. */
const perSecond: Partial<Record<DuckType['id'], bigint>> = {
  TIMESTAMP_S: 1n,
  TIMESTAMP_MS: 1_000n,
  TIMESTAMP: 1_000_000n,
  TIMESTAMP_NS: 1_000_000_000n,
};
const dayMicros = 86_400_000_000n;

function fromTimestamp(micros: bigint, target: DuckType): EngineValue | undefined {
  const unit = perSecond[target.id];
  if (unit !== undefined) {
    if (isInfinite(micros)) return micros;
    if ((micros * unit) % 1_000_000n !== 0n) return undefined;
    const value = (micros * unit) / 1_000_000n;
    return value === BigInt.asIntN(64, value) ? value : undefined;
  }
  if (target.id !== 'DATE' || isInfinite(micros) || micros % dayMicros !== 0n) return undefined;
  return Number(micros / dayMicros);
}

function fromDate(days: number, target: DuckType): EngineValue | undefined {
  const finite = Math.abs(days) < 2147483647;
  return finite ? fromTimestamp(BigInt(days) * dayMicros, target) : undefined;
}

function fromText(text: string, target: DuckType): EngineValue | undefined {
  try {
    return parseText(target, text);
  } catch (thrown) {
    // The engine casts text on its own and has its own words for what does not fit.
    if (thrown instanceof Failure) return undefined;
    throw thrown;
  }
}

function fromList(child: DuckType, items: readonly EngineValue[], target: DuckType): EngineValue | undefined {
  if (target.id !== 'LIST' && target.id !== 'ARRAY') return undefined;
  if (target.id === 'ARRAY' && items.length !== target.size) return undefined;
  const fitted: EngineValue[] = [];
  for (const item of items) {
    const value = item === null ? null : fitValue(child, item, target.child);
    if (value === undefined) return undefined;
    fitted.push(value);
  }
  return fitted;
}

/** The value as `target` holds it, or undefined when it does not fit without loss. */
function fitValue(type: DuckType, value: EngineValue, target: DuckType): EngineValue | undefined {
  if (type.id === 'DECIMAL') return fromDecimal(value as bigint, type.scale, target);
  if (type.id === 'LIST') return fromList(type.child, value as readonly EngineValue[], target);
  if (type.id === 'VARCHAR') return fitsText(target) ? fromText(value as string, target) : undefined;
  if (type.id === target.id) return value;
  if (isInteger(type)) return fromInteger(BigInt(value as number | bigint), target);
  if (type.id === 'FLOAT' || type.id === 'DOUBLE') return fromFloat(value as number, target);
  if (type.id === 'TIMESTAMP') return fromTimestamp(value as bigint, target);
  if (type.id === 'DATE') return fromDate(value as number, target);
  if (type.id === 'TIME' && target.id === 'TIME_NS') return (value as bigint) * 1000n;
  if (type.id === 'JSON' && target.id === 'VARCHAR') return value;
  return undefined;
}

/** Types text is read into here; the engine casts text to the others. */
const fitsText = (target: DuckType) =>
  target.id !== 'STRUCT' &&
  target.id !== 'MAP' &&
  target.id !== 'UNION' &&
  target.id !== 'SQLNULL' &&
  target.id !== 'UNKNOWN';

export function fit(bound: BoundValue, target: DuckType): BoundValue {
  if (bound.value === null || target.id === 'UNKNOWN' || target.id === 'SQLNULL') return bound;
  const value = fitValue(bound.type, bound.value, target);
  return value === undefined ? bound : { type: target, value };
}
