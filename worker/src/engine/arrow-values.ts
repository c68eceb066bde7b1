/**
 * Lossless batches as JavaScript values, in the representation of `BoundValue`; for the worker's own small queries. A UNION is the value
 * of its member. Layouts: DuckDB `arrow_type_extension.cpp` (1.5).
 */
import type { ArrowArray, ArrowBatch, DuckType, EngineValue } from '@brooder/contracts';

type Reader = (row: number) => EngineValue;

export function readRows(types: readonly DuckType[], batch: ArrowBatch): EngineValue[][] {
  const readers = types.map((type, i) => reader(type, batch.columns[i]!));
  return Array.from({ length: batch.rows }, (_, row) => readers.map((read) => read(row)));
}

function reader(type: DuckType, array: ArrowArray): Reader {
  if (type.id === 'SQLNULL') return () => null;
  const read = valueReader(type, array);
  const validity = type.id === 'UNION' ? null : (array.buffers[0] ?? null);
  return (row) => {
    const at = row + array.offset;
    return validity !== null && ((validity[at >> 3]! >> (at & 7)) & 1) === 0 ? null : read(at);
  };
}

/** Reads by position in the buffers, offset included. */
function valueReader(type: DuckType, array: ArrowArray): Reader {
  const view = viewOf(array.buffers[1]);
  switch (type.id) {
    case 'BOOLEAN':
      return (at) => view.getInt8(at) !== 0;
    case 'TINYINT':
      return (at) => view.getInt8(at);
    case 'UTINYINT':
      return (at) => view.getUint8(at);
    case 'SMALLINT':
      return (at) => view.getInt16(at * 2, true);
    case 'USMALLINT':
      return (at) => view.getUint16(at * 2, true);
    case 'INTEGER':
    case 'DATE':
      return (at) => view.getInt32(at * 4, true);
    case 'UINTEGER':
      return (at) => view.getUint32(at * 4, true);
    case 'FLOAT':
      return (at) => view.getFloat32(at * 4, true);
    case 'DOUBLE':
      return (at) => view.getFloat64(at * 8, true);
    case 'UBIGINT':
      return (at) => view.getBigUint64(at * 8, true);
    case 'BIGINT':
    case 'TIME':
    case 'TIME_NS':
    case 'TIMESTAMP':
    case 'TIMESTAMP_S':
    case 'TIMESTAMP_MS':
    case 'TIMESTAMP_NS':
    case 'TIMESTAMPTZ':
      return (at) => view.getBigInt64(at * 8, true);
    case 'HUGEINT':
    case 'DECIMAL':
      return (at) => (view.getBigInt64(at * 16 + 8, true) << 64n) | view.getBigUint64(at * 16, true);
    case 'UHUGEINT':
      return (at) => (view.getBigUint64(at * 16 + 8, true) << 64n) | view.getBigUint64(at * 16, true);
    case 'TIMETZ':
      return (at) => {
        const bits = view.getBigUint64(at * 8, true);
        return { micros: bits >> 24n, offsetSeconds: 57_599 - Number(bits & 0xffffffn) };
      };
    case 'INTERVAL':
      return (at) => ({
        months: view.getInt32(at * 16, true),
        days: view.getInt32(at * 16 + 4, true),
        micros: view.getBigInt64(at * 16 + 8, true) / 1000n,
      });
    case 'UUID':
      return (at) => uuidText(Buffer.from(array.buffers[1]!.subarray(at * 16, at * 16 + 16)).toString('hex'));
    case 'ENUM':
      return enumReader(array);
    case 'VARCHAR':
    case 'JSON':
      return withBytes(array, (bytes) => Buffer.from(bytes).toString('utf8'));
    case 'BLOB':
      return withBytes(array, (bytes) => new Uint8Array(bytes));
    case 'BIT':
      return withBytes(array, bitText);
    case 'BIGNUM':
      return withBytes(array, bignumValue);
    case 'LIST': {
      const read = reader(type.child, array.children[0]!);
      return (at) => slice(read, view.getInt32(at * 4, true), view.getInt32(at * 4 + 4, true));
    }
    case 'MAP': {
      const [keys, values] = array.children[0]!.children;
      const key = reader(type.key, keys!);
      const value = reader(type.value, values!);
      const pair = (row: number) => [key(row), value(row)];
      return (at) => slice(pair, view.getInt32(at * 4, true), view.getInt32(at * 4 + 4, true));
    }
    case 'ARRAY': {
      const read = reader(type.child, array.children[0]!);
      return (at) => slice(read, at * type.size, (at + 1) * type.size);
    }
    case 'STRUCT': {
      const fields = type.fields.map((field, i) => reader(field.type, array.children[i]!));
      return (at) => fields.map((read) => read(at));
    }
    case 'UNION': {
      const members = type.members.map((member, i) => reader(member.type, array.children[i]!));
      const tags = array.buffers[0]!;
      return (at) => members[tags[at]!]!(at);
    }
    default:
      return () => null;
  }
}

function viewOf(buffer: Uint8Array | null | undefined): DataView {
  return buffer ? new DataView(buffer.buffer, buffer.byteOffset, buffer.length) : new DataView(new ArrayBuffer(0));
}

function slice(read: Reader, from: number, to: number): EngineValue[] {
  return Array.from({ length: to - from }, (_, i) => read(from + i));
}

function withBytes(array: ArrowArray, make: (bytes: Uint8Array) => EngineValue): Reader {
  const offsets = viewOf(array.buffers[1]);
  const data = array.buffers[2]!;
  return (at) => make(data.subarray(offsets.getInt32(at * 4, true), offsets.getInt32(at * 4 + 4, true)));
}

function enumReader(array: ArrowArray): Reader {
  const indices = array.buffers[1]!;
  const view = viewOf(indices);
  const read = reader({ id: 'VARCHAR' }, array.dictionary!);
  const width = indices.length / (array.length + array.offset);
  if (width === 1) return (at) => read(view.getUint8(at));
  return width === 2 ? (at) => read(view.getUint16(at * 2, true)) : (at) => read(view.getUint32(at * 4, true));
}

function uuidText(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** First byte: how many leading bits of the second byte are padding. */
function bitText(bytes: Uint8Array): string {
  const bits = Array.from(bytes.subarray(1), (byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.slice(bytes[0]);
}

/** Three bytes of header (sign and length), then the magnitude, big-endian; a negative number has all bits inverted. */
function bignumValue(bytes: Uint8Array): bigint {
  const negative = (bytes[0]! & 0x80) === 0;
  const magnitude = Buffer.from(bytes.subarray(3)).map((byte) => (negative ? ~byte & 0xff : byte));
  const value = BigInt(`0x${Buffer.from(magnitude).toString('hex') || '0'}`);
  return negative ? -value : value;
}
