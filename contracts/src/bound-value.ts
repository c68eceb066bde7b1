/**
 * A parameter on its way to the engine: typed, so that DuckDB need not plan again for another type.
 * Representation by `type.id`: BOOLEAN boolean; integers up to 32 bits, FLOAT and DOUBLE number; BIGINT, UBIGINT, HUGEINT, UHUGEINT,
 * BIGNUM bigint; DECIMAL the unscaled bigint; VARCHAR, JSON, ENUM and BIT string; UUID its 36-character text; BLOB bytes;
 * DATE days since 1970-01-01; TIME microseconds; TIMETZ { micros, offsetSeconds east }; TIMESTAMP and TIMESTAMPTZ
 * microseconds, TIMESTAMP_S seconds, TIMESTAMP_MS milliseconds, TIMESTAMP_NS nanoseconds since 1970-01-01 UTC as bigint
 * (`timestampInfinity` for the infinities); INTERVAL months, days and microseconds; LIST and ARRAY an array of values of the child type;
 * STRUCT an array in field order; MAP an array of [key, value] pairs.
 */
import type { DuckType } from './duck-type.ts';

export interface IntervalValue {
  months: number;
  days: number;
  micros: bigint;
}
export interface TimeTzValue {
  micros: bigint;
  offsetSeconds: number;
}
export type EngineValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | IntervalValue
  | TimeTzValue
  | readonly EngineValue[];

export interface BoundValue {
  type: DuckType;
  value: EngineValue;
}

/** DuckDB's microsecond values of 'infinity' and '-infinity' timestamps. */
export const timestampInfinity = { positive: 9223372036854775807n, negative: -9223372036854775807n } as const;
