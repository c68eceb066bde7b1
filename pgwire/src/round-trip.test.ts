import type { ArrowArray, ArrowField, ArrowType, DuckType, EngineValue, PgFormat } from '@brooder/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteSink, createRowEncoder, decodeParameter, pgTypeOf } from './index.ts';

interface Kind {
  type: DuckType;
  arrow: ArrowType;
  values: fc.Arbitrary<EngineValue>;
  /** Buffers behind the validity bitmap. */
  buffers(values: readonly EngineValue[]): Uint8Array[];
}

const bytesOf = (view: ArrayBufferView) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
const int64s = (values: readonly EngineValue[]) => [bytesOf(BigInt64Array.from(values as bigint[]))];
const int32s = (values: readonly EngineValue[]) => [bytesOf(Int32Array.from(values as number[]))];
function strings(values: readonly EngineValue[]): Uint8Array[] {
  const parts = values.map((value) =>
    typeof value === 'string' ? Buffer.from(value) : Buffer.from(value as Uint8Array),
  );
  let end = 0;
  const offsets = Int32Array.from([0, ...parts.map((part) => (end += part.length))]);
  return [bytesOf(offsets), Buffer.concat(parts)];
}
const words128 = (value: bigint) => [BigInt.asIntN(64, value), BigInt.asIntN(64, value >> 64n)];

const simple = (id: string) => ({ id }) as DuckType;
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const most38 = 10n ** 38n - 1n;
const text = fc
  .string({ unit: 'binary', maxLength: 12 })
  .filter((value) => !value.includes('\0') && value.isWellFormed());
const timestamps = fc.oneof(
  fc.bigInt({ min: -210_866_803_200_000_000n, max: 9_000_000_000_000_000_000n }),
  fc.bigInt({ min: -10_000_000n, max: 4_000_000_000_000_000n }),
  fc.constantFrom(9223372036854775807n, -9223372036854775807n),
);
const uuidBytes = (values: readonly EngineValue[]) => [
  Buffer.from((values as string[]).join('').replaceAll('-', ''), 'hex'),
];

const kinds: Record<string, Kind> = {
  integers: {
    type: simple('INTEGER'),
    arrow: { kind: 'int', bits: 32, signed: true },
    values: fc.integer(),
    buffers: int32s,
  },
  bigints: {
    type: simple('BIGINT'),
    arrow: { kind: 'int', bits: 64, signed: true },
    values: fc.oneof(int64, fc.bigInt({ min: -(2n ** 54n), max: 2n ** 54n })),
    buffers: int64s,
  },
  doubles: {
    type: simple('DOUBLE'),
    arrow: { kind: 'float', bits: 64 },
    values: fc.oneof(
      fc.double(),
      fc.tuple(fc.integer(), fc.nat(9)).map(([m, e]) => m / 10 ** e),
    ),
    buffers: (values) => [bytesOf(Float64Array.from(values as number[]))],
  },
  floats: {
    type: simple('FLOAT'),
    arrow: { kind: 'float', bits: 32 },
    values: fc.oneof(
      fc.float(),
      fc.tuple(fc.integer({ min: -999999, max: 999999 }), fc.nat(6)).map(([m, e]) => Math.fround(m / 10 ** e)),
    ),
    buffers: (values) => [bytesOf(Float32Array.from(values as number[]))],
  },
  decimals: {
    type: { id: 'DECIMAL', width: 38, scale: 5 },
    arrow: { kind: 'decimal', precision: 38, scale: 5, bits: 128 },
    values: fc.oneof(fc.bigInt({ min: -most38, max: most38 }), fc.bigInt({ min: -(2n ** 54n), max: 2n ** 54n })),
    buffers: (values) => int64s((values as bigint[]).flatMap(words128)),
  },
  dates: {
    type: simple('DATE'),
    arrow: { kind: 'date', unit: 'day' },
    values: fc.oneof(fc.integer({ min: -2_400_000, max: 2_400_000 }), fc.constantFrom(2147483647, -2147483647)),
    buffers: int32s,
  },
  times: {
    type: simple('TIME'),
    arrow: { kind: 'time', unit: 'microsecond' },
    values: fc.bigInt({ min: 0n, max: 86_400_000_000n }),
    buffers: int64s,
  },
  timestamps: {
    type: simple('TIMESTAMP'),
    arrow: { kind: 'timestamp', unit: 'microsecond' },
    values: timestamps,
    buffers: int64s,
  },
  'timestamps with zone': {
    type: simple('TIMESTAMPTZ'),
    arrow: { kind: 'timestamp', unit: 'microsecond', timeZone: 'UTC' },
    values: timestamps,
    buffers: int64s,
  },
  intervals: {
    type: simple('INTERVAL'),
    arrow: { kind: 'interval', unit: 'month-day-nano' },
    values: fc.record({
      months: fc.integer(),
      days: fc.integer(),
      micros: fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n }),
    }),
    buffers: (values) => {
      const data = Buffer.alloc(values.length * 16);
      (values as { months: number; days: number; micros: bigint }[]).forEach(({ months, days, micros }, index) => {
        data.writeInt32LE(months, index * 16);
        data.writeInt32LE(days, index * 16 + 4);
        data.writeBigInt64LE(micros * 1000n, index * 16 + 8);
      });
      return [data];
    },
  },
  uuids: {
    type: simple('UUID'),
    arrow: { kind: 'fixed-size-binary', bytes: 16 },
    values: fc.uuid(),
    buffers: uuidBytes,
  },
  texts: { type: simple('VARCHAR'), arrow: { kind: 'utf8', large: false }, values: text, buffers: strings },
  blobs: {
    type: simple('BLOB'),
    arrow: { kind: 'binary', large: false },
    values: fc.uint8Array({ maxLength: 20 }),
    buffers: strings,
  },
};

const field = (type: ArrowType, children: ArrowField[] = []): ArrowField => ({
  name: '',
  type,
  nullable: true,
  children,
});

function arrayOf({ buffers }: Kind, values: readonly EngineValue[]): ArrowArray {
  const validity = new Uint8Array(Math.ceil(values.length / 8));
  values.forEach((value, index) => {
    if (value !== null) validity[index >> 3]! |= 1 << (index & 7);
  });
  const filler = values.find((value) => value !== null);
  const filled = filler === undefined ? [] : values.map((value) => value ?? filler);
  return { length: values.length, nullCount: -1, offset: 0, buffers: [validity, ...buffers(filled)], children: [] };
}

function there(column: ArrowArray, type: DuckType, at: ArrowField, format: PgFormat, timeZone: string, rows: number) {
  const sink = new ByteSink(64);
  const batch = { rows, columns: [column], release() {} };
  createRowEncoder([type], [at], [format], { timeZone }).encode(batch, 0, rows, sink);
  const bytes = Buffer.from(sink.take());
  const values: (Uint8Array | null)[] = [];
  for (let from = 0; from < bytes.length; from += 1 + bytes.readInt32BE(from + 1)) {
    const length = bytes.readInt32BE(from + 7);
    values.push(length < 0 ? null : bytes.subarray(from + 11, from + 11 + length));
  }
  return values;
}

/** Byte views of every class compare by content. */
const plain = (value: EngineValue): unknown =>
  value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
const zones = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'Asia/Kolkata',
  'America/St_Johns',
  '+05:30',
  'Africa/Casablanca',
);

test.each(Object.entries(kinds))('%s that are encoded and decoded are the same, as text and as binary', (_, kind) => {
  const values = fc.array(fc.option(kind.values), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(values, fc.constantFrom<PgFormat>(0, 1), zones, fc.boolean(), (sent, format, zone, declared) => {
      const encoded = there(arrayOf(kind, sent), kind.type, field(kind.arrow), format, zone, sent.length);
      const oid = declared ? pgTypeOf(kind.type).oid : 0;
      const received = encoded.map((bytes) => decodeParameter(bytes, format, oid, kind.type));
      expect(received.map(({ value }) => plain(value))).toEqual(sent.map(plain));
    }),
    { numRuns: 300 },
  );
});

test.each(Object.entries(kinds))('lists of %s that are encoded and decoded are the same', (_, kind) => {
  const type: DuckType = { id: 'LIST', child: kind.type };
  const values = fc
    .array(fc.option(kind.values), { minLength: 1, maxLength: 8 })
    .filter((list) => list.some((item) => item !== null));
  fc.assert(
    fc.property(values, fc.constantFrom<PgFormat>(0, 1), zones, (sent, format, zone) => {
      const offsets = bytesOf(Int32Array.from([0, sent.length]));
      const column: ArrowArray = {
        length: 1,
        nullCount: 0,
        offset: 0,
        buffers: [null, offsets],
        children: [arrayOf(kind, sent)],
      };
      const at = field({ kind: 'list', large: false }, [field(kind.arrow)]);
      const [bytes] = there(column, type, at, format, zone, 1);
      const { value } = decodeParameter(bytes!, format, pgTypeOf(type).oid, type);
      expect((value as readonly EngineValue[]).map(plain)).toEqual(sent.map(plain));
    }),
    { numRuns: 200 },
  );
});
