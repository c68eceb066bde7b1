/** Typed parameter values as `duckdb_value`s, so that DuckDB plans for exactly the type that was described. */
import {
  type BoundValue,
  type DuckType,
  type EngineValue,
  failures,
  type IntervalValue,
  type TimeTzValue,
} from '@brooder/contracts';
import { duck, type Pointer, type WideInteger } from './library.ts';
import { withType, withTypes } from './logical-type.ts';

/** Binds parameter `index` (1-based) of a statement. */
export function bindValue(statement: Pointer, index: number, bound: BoundValue): void {
  withValues([bound], ([handle]) => {
    if (duck.bindValue(statement, index, handle!) !== 0) {
      throw failures.protocolViolation({
        expected: 'a value for a parameter of the statement',
        actual: `one for $${index}`,
      });
    }
  });
}

function withValues<T>(values: readonly BoundValue[], use: (handles: readonly Pointer[]) => T): T {
  const handles: Pointer[] = [];
  try {
    for (const { type, value } of values) handles.push(makeValue(type, value));
    return use(handles);
  } finally {
    for (const handle of handles) duck.destroyValue([handle]);
  }
}

function makeValue(type: DuckType, value: EngineValue): Pointer {
  const handle = value === null ? duck.nullValue() : create(type, value);
  if (handle === null) throw mismatch(type);
  return handle;
}

const numbers: Readonly<Partial<Record<DuckType['id'], (value: number) => Pointer>>> = {
  TINYINT: duck.int8,
  SMALLINT: duck.int16,
  INTEGER: duck.int32,
  UTINYINT: duck.uint8,
  USMALLINT: duck.uint16,
  UINTEGER: duck.uint32,
  FLOAT: duck.float,
  DOUBLE: duck.double,
  DATE: duck.date,
};
const bigints: Readonly<Partial<Record<DuckType['id'], (value: bigint) => Pointer>>> = {
  BIGINT: duck.int64,
  UBIGINT: duck.uint64,
  HUGEINT: (value) => duck.hugeint(limbs(value)),
  UHUGEINT: (value) => duck.uhugeint(limbs(value)),
  BIGNUM: makeBignum,
  TIME: duck.time,
  TIME_NS: duck.timeNs,
  TIMESTAMP: duck.timestamp,
  TIMESTAMP_S: duck.timestampS,
  TIMESTAMP_MS: duck.timestampMs,
  TIMESTAMP_NS: duck.timestampNs,
  TIMESTAMPTZ: duck.timestampTz,
};
/** Largest offset a TIMETZ holds: 15:59:59. */
const maxOffsetSeconds = 16 * 60 * 60 - 1;

function create(type: DuckType, value: Exclude<EngineValue, null>): Pointer | null {
  const fromNumber = numbers[type.id];
  if (fromNumber) return fromNumber(expectNumber(type, value));
  const fromBigint = bigints[type.id];
  if (fromBigint) return fromBigint(expectBigint(type, value));
  switch (type.id) {
    case 'BOOLEAN':
      if (typeof value !== 'boolean') throw mismatch(type);
      return duck.boolean(value);
    case 'DECIMAL':
      return duck.decimal({ width: type.width, scale: type.scale, value: limbs(expectBigint(type, value)) });
    case 'BLOB':
      if (!(value instanceof Uint8Array)) throw mismatch(type);
      return duck.blob(value, value.length);
    case 'UUID':
      return duck.uuid(limbs(uuidNumber(type, value)));
    case 'INTERVAL':
      if (!isInterval(value)) throw mismatch(type);
      return duck.interval(value);
    case 'TIMETZ':
      if (!isTimeTz(value)) throw mismatch(type);
      // 40 bits of microseconds, 24 bits of offset counted from its maximum downwards, so that the bits sort.
      return duck.timeTz((value.micros << 24n) | BigInt(maxOffsetSeconds - value.offsetSeconds));
    case 'LIST':
      return nestedValues(type, type.child, value, (child, items) => duck.listValue(child, items, items.length));
    case 'ARRAY':
      if (!Array.isArray(value) || value.length !== type.size) throw mismatch(type);
      return nestedValues(type, type.child, value, (child, items) => duck.arrayValue(child, items, items.length));
    case 'STRUCT': {
      const fields = expectList(type, value);
      if (fields.length !== type.fields.length) throw mismatch(type);
      const bound = type.fields.map((field, i) => ({ type: field.type, value: fields[i]! }));
      return withValues(bound, (items) => withType(type, (handle) => duck.structValue(handle, items)));
    }
    case 'MAP': {
      const pairs = expectList(type, value).map((pair) => expectList(type, pair));
      const keys = pairs.map((pair) => ({ type: type.key, value: pair[0]! }));
      const values = pairs.map((pair) => ({ type: type.value, value: pair[1] ?? null }));
      return withValues(keys, (keyItems) =>
        withValues(values, (valueItems) =>
          withTypes([type], ([handle]) => duck.mapValueOf(handle!, keyItems, valueItems, pairs.length)),
        ),
      );
    }
    case 'VARCHAR':
    case 'JSON':
    case 'ENUM':
    case 'BIT':
    case 'UNKNOWN':
      // DuckDB casts text to ENUM and BIT where the parameter is used, and checks it there.
      if (typeof value !== 'string') throw mismatch(type);
      return makeText(value);
    default:
      throw failures.unsupported({ what: `A parameter of type ${type.id}`, instead: 'Send it as text with a cast.' });
  }
}

function nestedValues(
  type: DuckType,
  child: DuckType,
  value: EngineValue,
  make: (child: Pointer, items: readonly Pointer[]) => Pointer | null,
): Pointer | null {
  const bound = expectList(type, value).map((item) => ({ type: child, value: item }));
  return withValues(bound, (items) => withType(child, (handle) => make(handle, items)));
}

function makeText(text: string): Pointer {
  const bytes = Buffer.from(text, 'utf8');
  return duck.varchar(bytes, bytes.length);
}

/** Magnitude in big-endian bytes. */
function makeBignum(value: bigint): Pointer {
  const magnitude = (value < 0n ? -value : value).toString(16);
  const data = Buffer.from(magnitude.length % 2 ? `0${magnitude}` : magnitude, 'hex');
  return duck.bignum({ data, size: data.length, negative: value < 0n });
}

/** Two's complement in 128 bits. */
function limbs(value: bigint): WideInteger {
  return { lower: BigInt.asUintN(64, value), upper: BigInt.asUintN(64, value >> 64n) };
}

function uuidNumber(type: DuckType, value: EngineValue): bigint {
  if (typeof value !== 'string' || !/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value)) throw mismatch(type);
  return BigInt(`0x${value.replaceAll('-', '')}`);
}

function expectNumber(type: DuckType, value: EngineValue): number {
  if (typeof value !== 'number') throw mismatch(type);
  return value;
}
function expectBigint(type: DuckType, value: EngineValue): bigint {
  if (typeof value !== 'bigint') throw mismatch(type);
  return value;
}
function expectList(type: DuckType, value: EngineValue): readonly EngineValue[] {
  if (!Array.isArray(value)) throw mismatch(type);
  return value as readonly EngineValue[];
}
function isInterval(value: EngineValue): value is IntervalValue {
  return typeof value === 'object' && value !== null && 'months' in value;
}
function isTimeTz(value: EngineValue): value is TimeTzValue {
  return typeof value === 'object' && value !== null && 'offsetSeconds' in value;
}
function mismatch(type: DuckType) {
  return failures.protocolViolation({ expected: `a value that fits ${type.id}`, actual: 'another one' });
}
