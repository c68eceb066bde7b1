/** The errors of PostgreSQL's input functions. */
import { type DuckType, type Failure, failures } from '@brooder/contracts';

/** Characters of a bad value that an error repeats. */
const shown = 100;

export const invalid = (type: string, text: string): Failure =>
  failures.invalidText({ type, text: text.length > shown ? `${text.slice(0, shown)}…` : text });
export const outOfRange = (type: string, text: string): Failure =>
  failures.numberOutOfRange({ type, text: text.length > shown ? `${text.slice(0, shown)}…` : text });
export const badBinary = (type: string, expected: string, actual: number): Failure =>
  failures.invalidBinary({ type, expected, actual: `${actual} bytes` });

const names: Partial<Record<DuckType['id'], string>> = {
  TINYINT: 'smallint',
  UTINYINT: 'smallint',
  USMALLINT: 'integer',
  UINTEGER: 'bigint',
  UBIGINT: 'numeric',
  HUGEINT: 'numeric',
  UHUGEINT: 'numeric',
  BIGNUM: 'numeric',
  DECIMAL: 'numeric',
  FLOAT: 'real',
  DOUBLE: 'double precision',
  BLOB: 'bytea',
  BIT: 'bit varying',
  TIME: 'time without time zone',
  TIME_NS: 'time without time zone',
  TIMETZ: 'time with time zone',
  TIMESTAMP: 'timestamp without time zone',
  TIMESTAMP_S: 'timestamp without time zone',
  TIMESTAMP_MS: 'timestamp without time zone',
  TIMESTAMP_NS: 'timestamp without time zone',
  TIMESTAMPTZ: 'timestamp with time zone',
};
/** PostgreSQL's name of the type, for errors. */
export const nameOf = (type: DuckType): string => names[type.id] ?? type.id.toLowerCase();
