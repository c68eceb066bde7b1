import { isUtf8 } from 'node:buffer';
import {
  type ArrowArray,
  type ArrowBatch,
  type ArrowField,
  type ArrowSchema,
  type BoundValue,
  type DuckType,
  type EngineValue,
  failures,
  type TimeUnit,
} from '@brooder/contracts';
import { indexReader } from './array-reader.ts';
import { bitAt } from './bits.ts';
import { malformedIpc } from './flat-table.ts';
import { readOffsets } from './offsets.ts';

/** The engine type that takes a column of this Arrow type without loss. @throws unsupported */
export function duckTypeOf(field: ArrowField): DuckType {
  if (field.dictionary) return duckTypeOf(field.dictionary.valueField);
  const { type } = field;
  const extension = field.metadata?.['ARROW:extension:name'];
  switch (type.kind) {
    case 'null':
      return { id: 'SQLNULL' };
    case 'bool':
      return { id: 'BOOLEAN' };
    case 'int':
      return { id: intNames[`${type.bits}${type.signed}`] };
    case 'float':
      return { id: type.bits === 64 ? 'DOUBLE' : 'FLOAT' };
    case 'decimal':
      if (type.precision > 38 || type.scale < 0 || type.scale > type.precision) break;
      return { id: 'DECIMAL', width: type.precision, scale: type.scale };
    case 'utf8':
      return { id: extension === 'arrow.json' ? 'JSON' : 'VARCHAR' };
    case 'binary':
      return { id: 'BLOB' };
    case 'fixed-size-binary':
      return { id: extension === 'arrow.uuid' && type.bytes === 16 ? 'UUID' : 'BLOB' };
    case 'date':
      return { id: 'DATE' };
    case 'time':
      return { id: type.unit === 'nanosecond' ? 'TIME_NS' : 'TIME' };
    case 'timestamp':
      return { id: type.timeZone === undefined ? timestampNames[type.unit] : 'TIMESTAMPTZ' };
    case 'duration':
    case 'interval':
      return { id: 'INTERVAL' };
    case 'list':
      return { id: 'LIST', child: duckTypeOf(field.children[0]!) };
    case 'fixed-size-list':
      return { id: 'ARRAY', child: duckTypeOf(field.children[0]!), size: type.size };
    case 'struct':
      return { id: 'STRUCT', fields: field.children.map((child) => ({ name: child.name, type: duckTypeOf(child) })) };
    case 'map': {
      const [key, value] = field.children[0]!.children;
      return { id: 'MAP', key: duckTypeOf(key!), value: duckTypeOf(value!) };
    }
    case 'union':
      break;
  }
  throw failures.unsupported({
    what: `A parameter of Arrow type ${type.kind}`,
    instead: 'Send it as another type, for example text.',
  });
}

/** Rows of a decoded batch as engine parameters. @throws unsupported, protocolViolation on text that is not UTF-8 */
export function rowsOf(schema: ArrowSchema, batch: ArrowBatch): BoundValue[][] {
  const columns = schema.fields.map((field, i) => ({
    type: duckTypeOf(field),
    at: valueReader(field, batch.columns[i]!),
  }));
  return Array.from({ length: batch.rows }, (_, row) => columns.map(({ type, at }) => ({ type, value: at(row) })));
}

type ValueReader = (index: number) => EngineValue;

/** Reads value `index` (the array's offset included) of one array. */
function valueReader(field: ArrowField, array: ArrowArray): ValueReader {
  const plain = plainReader(field, array);
  const validity = array.buffers[0];
  const { offset } = array;
  if (field.type.kind === 'null') return () => null;
  if (!validity) return (index) => plain(index + offset);
  return (index) => (bitAt(validity, index + offset) ? plain(index + offset) : null);
}

function plainReader(field: ArrowField, array: ArrowArray): ValueReader {
  const { type } = field;
  const data = array.buffers[1] ?? new Uint8Array(0);
  if (field.dictionary && type.kind === 'int') {
    const index = indexReader(type.bits, type.signed, data);
    const value = valueReader(field.dictionary.valueField, array.dictionary!);
    return (i) => value(index(i));
  }
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const int64 = (i: number) => view.getBigInt64(i * 8, true);
  const child = (index: number) => valueReader(field.children[index]!, array.children[index]!);
  switch (type.kind) {
    case 'null':
      return () => null;
    case 'bool':
      return (i) => bitAt(data, i);
    case 'int':
      if (type.bits < 64) return indexReader(type.bits, type.signed, data);
      return type.signed ? int64 : (i) => view.getBigUint64(i * 8, true);
    case 'float':
      if (type.bits === 16) return (i) => halfFloat(view.getUint16(i * 2, true));
      return type.bits === 32 ? (i) => view.getFloat32(i * 4, true) : (i) => view.getFloat64(i * 8, true);
    case 'decimal':
      return (i) => bigInteger(view, i * (type.bits / 8), type.bits);
    case 'utf8':
    case 'binary':
      return variableReader(type, data, array);
    case 'fixed-size-binary': {
      const { bytes } = type;
      const isUuid = duckTypeOf(field).id === 'UUID';
      return (i) => {
        const value = data.subarray(i * bytes, (i + 1) * bytes);
        return isUuid ? uuidText(value) : value;
      };
    }
    case 'date':
      return type.unit === 'day'
        ? (i) => view.getInt32(i * 4, true)
        : (i) => Number(floorDivide(int64(i), 86_400_000n));
    case 'time':
      switch (type.unit) {
        case 'second':
          return (i) => BigInt(view.getInt32(i * 4, true)) * 1_000_000n;
        case 'millisecond':
          return (i) => BigInt(view.getInt32(i * 4, true)) * 1000n;
        default:
          return int64;
      }
    case 'timestamp':
      return type.timeZone === undefined ? int64 : (i) => toMicros(int64(i), type.unit);
    case 'duration':
      return (i) => ({ months: 0, days: 0, micros: toMicros(int64(i), type.unit) });
    case 'interval':
      switch (type.unit) {
        case 'year-month':
          return (i) => ({ months: view.getInt32(i * 4, true), days: 0, micros: 0n });
        case 'day-time':
          return (i) => ({
            months: 0,
            days: view.getInt32(i * 8, true),
            micros: BigInt(view.getInt32(i * 8 + 4, true)) * 1000n,
          });
        case 'month-day-nano':
          return (i) => ({
            months: view.getInt32(i * 16, true),
            days: view.getInt32(i * 16 + 4, true),
            micros: view.getBigInt64(i * 16 + 8, true) / 1000n,
          });
      }
      break;
    case 'list':
    case 'map': {
      const item = child(0);
      const width = type.kind === 'list' && type.large ? 8 : 4;
      const offsets = readOffsets(data, width, 0, Math.floor(data.byteLength / width));
      return (i) => {
        const [from, to] = [offsets[i]!, offsets[i + 1]!];
        return Array.from({ length: to - from }, (_, at) => item(from + at));
      };
    }
    case 'fixed-size-list': {
      const item = child(0);
      return (i) => Array.from({ length: type.size }, (_, at) => item(i * type.size + at));
    }
    case 'struct': {
      const members = field.children.map((_, index) => child(index));
      return (i) => members.map((member) => member(i));
    }
    case 'union':
      break;
  }
  throw failures.unsupported({ what: `A parameter of Arrow type ${type.kind}`, instead: 'Send it as another type.' });
}

function variableReader(
  type: { kind: 'utf8' | 'binary'; large: boolean },
  offsetBytes: Uint8Array,
  array: ArrowArray,
): ValueReader {
  const width = type.large ? 8 : 4;
  const offsets = readOffsets(offsetBytes, width, 0, Math.floor(offsetBytes.byteLength / width));
  const bytes = array.buffers[2] ?? new Uint8Array(0);
  if (type.kind === 'binary') return (i) => bytes.subarray(offsets[i]!, offsets[i + 1]!);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (i) => {
    const value = text.subarray(offsets[i]!, offsets[i + 1]!);
    if (!isUtf8(value)) throw malformedIpc('text that is not UTF-8');
    return value.toString('utf8');
  };
}

const intNames = {
  '8true': 'TINYINT',
  '16true': 'SMALLINT',
  '32true': 'INTEGER',
  '64true': 'BIGINT',
  '8false': 'UTINYINT',
  '16false': 'USMALLINT',
  '32false': 'UINTEGER',
  '64false': 'UBIGINT',
} as const;

const timestampNames = {
  second: 'TIMESTAMP_S',
  millisecond: 'TIMESTAMP_MS',
  microsecond: 'TIMESTAMP',
  nanosecond: 'TIMESTAMP_NS',
} as const;

const floorDivide = (value: bigint, by: bigint): bigint => (value - (((value % by) + by) % by)) / by;

function toMicros(value: bigint, unit: TimeUnit): bigint {
  switch (unit) {
    case 'second':
      return value * 1_000_000n;
    case 'millisecond':
      return value * 1000n;
    case 'microsecond':
      return value;
    case 'nanosecond':
      return floorDivide(value, 1000n);
  }
}

/** Two's complement, little-endian. */
function bigInteger(view: DataView, at: number, bits: 32 | 64 | 128 | 256): bigint {
  if (bits === 32) return BigInt(view.getInt32(at, true));
  let value = view.getBigInt64(at + bits / 8 - 8, true);
  for (let part = bits / 8 - 16; part >= 0; part -= 8) value = (value << 64n) | view.getBigUint64(at + part, true);
  return value;
}

/** IEEE 754 binary16. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function uuidText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
