/** A parameter in binary format, by its oid: what PostgreSQL's `…_recv` functions take. */
import { type BoundValue, type DuckType, type EngineValue, failures, timestampInfinity } from '@brooder/contracts';
import { duckTypeOfOid, elementOids, oids } from '../types/index.ts';
import { dateInfinity } from './dates.ts';
import { type Decimal, decimalValue, maxDecimalWidth, rescale, widthOf } from './numbers.ts';
import { badBinary, outOfRange } from './refuse.ts';
import { parseText } from './text.ts';
import { decodeUtf8Text } from './utf8.ts';

const epochDays = 10_957;
const epochMicros = 946_684_800_000_000n;
const maxInt64 = 2n ** 63n - 1n;

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function sized(type: string, bytes: Uint8Array, size: number): DataView {
  if (bytes.length !== size) throw badBinary(type, `${size} bytes`, bytes.length);
  return view(bytes);
}

function timestampMicros(type: string, bytes: Uint8Array): bigint {
  const value = sized(type, bytes, 8).getBigInt64(0);
  if (value === maxInt64) return timestampInfinity.positive;
  if (value === -maxInt64 - 1n) return timestampInfinity.negative;
  const micros = value + epochMicros;
  if (micros > maxInt64) throw outOfRange(type, value.toString());
  return micros;
}

function timeMicros(type: string, value: bigint): bigint {
  if (value < 0n || value > 86_400_000_000n) throw outOfRange(type, value.toString());
  return value;
}

/** numeric_recv: base 10,000 digits; NaN and the infinities become a double. */
function numeric(bytes: Uint8Array): Decimal | number {
  if (bytes.length < 8) throw badBinary('numeric', 'at least 8 bytes', bytes.length);
  const data = view(bytes);
  const count = data.getUint16(0);
  const weight = data.getInt16(2);
  const sign = data.getUint16(4);
  const scale = data.getUint16(6);
  if (bytes.length !== 8 + count * 2) throw badBinary('numeric', `${8 + count * 2} bytes`, bytes.length);
  if (sign === 0xc000) return Number.NaN;
  if (sign === 0xd000) return Number.POSITIVE_INFINITY;
  if (sign === 0xf000) return Number.NEGATIVE_INFINITY;
  if (sign !== 0 && sign !== 0x4000) throw badBinary('numeric', 'a valid sign', bytes.length);
  // Far beyond 38 digits in either direction, before any big arithmetic.
  if (count > 64 || weight > 64 || scale > 16_383) throw outOfRange('numeric', `${count} groups`);
  let unscaled = 0n;
  for (let group = 0; group < count; group++) {
    const digit = data.getUint16(8 + group * 2);
    if (digit > 9999) throw badBinary('numeric', 'digits of 0 to 9999', bytes.length);
    unscaled = unscaled * 10_000n + BigInt(digit);
  }
  if (sign === 0x4000) unscaled = -unscaled;
  const groupsBehind = count - 1 - weight;
  const exact: Decimal =
    groupsBehind >= 0
      ? { unscaled, scale: groupsBehind * 4 }
      : { unscaled: unscaled * 10n ** BigInt(-groupsBehind * 4), scale: 0 };
  // dscale is what the client meant; the last group may only pad it.
  const meant = rescale(exact, scale);
  return meant === undefined ? exact : { unscaled: meant, scale };
}

function bits(type: string, bytes: Uint8Array): string {
  if (bytes.length < 4) throw badBinary(type, 'at least 4 bytes', bytes.length);
  const count = view(bytes).getInt32(0);
  if (count < 1 || bytes.length !== 4 + Math.ceil(count / 8))
    throw badBinary(type, 'as many bytes as its bits need', bytes.length);
  let text = '';
  for (let bit = 0; bit < count; bit++) text += (bytes[4 + (bit >> 3)]! >> (7 - (bit & 7))) & 1;
  return text;
}

function interval(bytes: Uint8Array): EngineValue {
  const data = sized('interval', bytes, 16);
  return { micros: data.getBigInt64(0), days: data.getInt32(8), months: data.getInt32(12) };
}

function date(bytes: Uint8Array): number {
  const days = sized('date', bytes, 4).getInt32(0);
  if (days === 2147483647) return dateInfinity.positive;
  if (days === -2147483648) return dateInfinity.negative;
  if (days + epochDays >= 2147483647) throw outOfRange('date', String(days));
  return days + epochDays;
}

type Reader = (bytes: Uint8Array) => BoundValue;
const reader =
  (
    id: Exclude<DuckType['id'], 'DECIMAL' | 'ENUM' | 'LIST' | 'ARRAY' | 'STRUCT' | 'MAP' | 'UNION'>,
    read: (bytes: Uint8Array) => EngineValue,
  ): Reader =>
  (bytes) => ({ type: { id }, value: read(bytes) });
const textReader = reader('VARCHAR', decodeUtf8Text);

function uuid(bytes: Uint8Array): string {
  sized('uuid', bytes, 16);
  return parseText({ id: 'UUID' }, Buffer.from(bytes).toString('hex')) as string;
}

function timeTz(bytes: Uint8Array): EngineValue {
  const data = sized('timetz', bytes, 12);
  // The zone is in seconds west of Greenwich.
  return { micros: timeMicros('timetz', data.getBigInt64(0)), offsetSeconds: 0 - data.getInt32(8) };
}

function boolean(bytes: Uint8Array): boolean {
  sized('boolean', bytes, 1);
  return bytes[0] !== 0;
}

const readers: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [oids.bool, reader('BOOLEAN', boolean)],
  [oids.int2, reader('SMALLINT', (bytes) => sized('smallint', bytes, 2).getInt16(0))],
  [oids.int4, reader('INTEGER', (bytes) => sized('integer', bytes, 4).getInt32(0))],
  [oids.int8, reader('BIGINT', (bytes) => sized('bigint', bytes, 8).getBigInt64(0))],
  [oids.oid, reader('UINTEGER', (bytes) => sized('oid', bytes, 4).getUint32(0))],
  [oids.float4, reader('FLOAT', (bytes) => sized('real', bytes, 4).getFloat32(0))],
  [oids.float8, reader('DOUBLE', (bytes) => sized('double precision', bytes, 8).getFloat64(0))],
  [oids.text, textReader],
  [oids.varchar, textReader],
  [oids.bpchar, textReader],
  [oids.name, textReader],
  [oids.char, textReader],
  [oids.unknown, textReader],
  [oids.json, reader('JSON', (bytes) => parseText({ id: 'JSON' }, decodeUtf8Text(bytes)))],
  [
    oids.jsonb,
    reader('JSON', (bytes) => {
      if (bytes[0] !== 1) throw badBinary('jsonb', 'version 1 as its first byte', bytes.length);
      return parseText({ id: 'JSON' }, decodeUtf8Text(bytes.subarray(1)));
    }),
  ],
  [oids.bytea, reader('BLOB', (bytes) => bytes)],
  [oids.uuid, reader('UUID', uuid)],
  [oids.date, reader('DATE', date)],
  [oids.time, reader('TIME', (bytes) => timeMicros('time', sized('time', bytes, 8).getBigInt64(0)))],
  [oids.timetz, reader('TIMETZ', timeTz)],
  [oids.timestamp, reader('TIMESTAMP', (bytes) => timestampMicros('timestamp', bytes))],
  [oids.timestamptz, reader('TIMESTAMPTZ', (bytes) => timestampMicros('timestamptz', bytes))],
  [oids.interval, reader('INTERVAL', interval)],
  [oids.bit, reader('BIT', (bytes) => bits('bit', bytes))],
  [oids.varbit, reader('BIT', (bytes) => bits('bit varying', bytes))],
  [
    oids.numeric,
    (bytes) => {
      const value = numeric(bytes);
      return typeof value === 'number' ? { type: { id: 'DOUBLE' }, value } : decimalValue(value, 'a binary numeric');
    },
  ],
]);

/** @throws invalidBinary, numberOutOfRange, unsupported */
export function decodeBinary(bytes: Uint8Array, oid: number): BoundValue {
  const read = readers.get(oid);
  if (read !== undefined) return read(bytes);
  const element = elementOids.get(oid);
  if (element === undefined || !readers.has(element))
    throw failures.unsupported({ what: `A binary parameter of type oid ${oid}`, instead: 'Send it as text.' });
  return decodeArray(bytes, element);
}

/** array_recv: dimensions, element type, then the elements in row order. */
function decodeArray(bytes: Uint8Array, declared: number): BoundValue {
  const short = () => badBinary('array', 'every element its header announces', bytes.length);
  if (bytes.length < 12) throw short();
  const data = view(bytes);
  const depth = data.getInt32(0);
  const element = data.getInt32(8);
  const read = readers.get(element);
  if (depth < 0 || depth > 6 || bytes.length < 12 + depth * 8) throw short();
  if (read === undefined || (element !== declared && declared !== oids.unknown))
    throw badBinary('array', `elements of oid ${declared}`, bytes.length);
  const lengths = Array.from({ length: depth }, (_, level) => data.getInt32(12 + level * 8));
  const total = depth === 0 ? 0 : lengths.reduce((product, length) => product * length, 1);
  // Each element has a length word: a count beyond them is refused before anything is made.
  if (lengths.some((length) => length < 0) || total * 4 > bytes.length) throw short();
  let at = 12 + depth * 8;
  const values: (BoundValue | null)[] = [];
  for (let index = 0; index < total; index++) {
    if (at + 4 > bytes.length) throw short();
    const length = data.getInt32(at);
    at += 4;
    if (length === -1) values.push(null);
    else {
      if (length < 0 || at + length > bytes.length) throw short();
      values.push(read(bytes.subarray(at, at + length)));
      at += length;
    }
  }
  if (at !== bytes.length) throw short();
  let { type, items } = commonType(values, element);
  for (let level = depth - 1; level >= 0; level--) {
    const length = lengths[level]!;
    type = { id: 'LIST', child: type };
    if (level === 0) break;
    const rows: EngineValue[] = [];
    for (let from = 0; from < items.length; from += length) rows.push(items.slice(from, from + length));
    items = rows;
  }
  return { type: depth === 0 ? { id: 'LIST', child: type } : type, value: items };
}

/** One type for all elements: decimals get the widest of theirs. */
function commonType(values: readonly (BoundValue | null)[], oid: number): { type: DuckType; items: EngineValue[] } {
  const plain = () => values.map((value) => (value === null ? null : value.value));
  if (oid !== oids.numeric) {
    const first = values.find((value) => value !== null);
    return { type: first?.type ?? duckTypeOfOid(oid) ?? { id: 'VARCHAR' }, items: plain() };
  }
  if (values.some((value) => value?.type.id === 'DOUBLE'))
    return {
      type: { id: 'DOUBLE' },
      items: values.map((bound) =>
        bound?.type.id === 'DECIMAL' ? Number(bound.value as bigint) / 10 ** bound.type.scale : (bound?.value ?? null),
      ),
    };
  const decimals = values.map((bound) =>
    bound?.type.id === 'DECIMAL' ? { unscaled: bound.value as bigint, scale: bound.type.scale } : null,
  );
  const scale = decimals.reduce((most, decimal) => Math.max(most, decimal?.scale ?? 0), 0);
  const items = decimals.map((decimal) => (decimal ? rescale(decimal, scale)! : null));
  const width = items.reduce((most, item) => Math.max(most, item === null ? 0 : widthOf(item)), Math.max(1, scale));
  if (width > maxDecimalWidth) throw outOfRange('numeric', 'a binary numeric array');
  return { type: { id: 'DECIMAL', width, scale }, items };
}
