import { type ArrowSchema, Failure } from '@brooder/contracts';
import fc from 'fast-check';
import { Builder } from 'flatbuffers';
import { expect, test } from 'vitest';
import { decodeFrame, encodeFrame } from '../framing/index.ts';
import { sampleColumns } from '../testing/columns.ts';
import { messageHeader, typeTag } from './arrow-format.ts';
import { batchFromRows, decodeRecordBatch, decodeSchemaMessage, IpcReader, IpcWriter, rowsOf } from './index.ts';
import { finishMessage } from './schema-encode.ts';

const schema: ArrowSchema = { fields: sampleColumns.filter(({ engine }) => engine).map(({ field }) => field) };
const columns = sampleColumns.filter(({ engine }) => engine);
const rows = columns[0]!.cells.map((_, row) => columns.map(({ cells }) => cells[row]!));
const writer = new IpcWriter(schema);
const valid = [writer.schemaFrame(), ...writer.frames(batchFromRows(schema, rows))].map(encodeFrame);

/** Everything a server does with a bind parameter stream. */
function readAll(messages: readonly Uint8Array[]): void {
  const reader = new IpcReader();
  for (const message of messages) {
    const item = reader.read(decodeFrame(message));
    if (item?.kind === 'batch') rowsOf(reader.schema!, item.batch);
  }
}

/** True when `work` throws a Failure or nothing. */
function failsProperly(work: () => void): boolean {
  try {
    work();
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
  }
  return true;
}

test('the unchanged stream is read', () => readAll(valid));

test('flipped, cut and overwritten bytes of a valid stream give a Failure or a value, nothing else', () => {
  const edit = fc.record({
    message: fc.nat(valid.length - 1),
    at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    bytes: fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 8 }),
      fc.constantFrom(
        Uint8Array.of(255, 255, 255, 255),
        Uint8Array.of(255, 255, 255, 127),
        Uint8Array.of(0, 0, 0, 128),
        Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0),
        Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 127),
      ),
    ),
  });
  fc.assert(
    fc.property(
      fc.array(edit, { minLength: 1, maxLength: 4 }),
      fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      (edits, cut) => {
        const messages = valid.map((message) => Buffer.from(message));
        for (const { message, at, bytes } of edits) {
          const target = messages[message]!;
          target.set(
            bytes.subarray(0, target.length),
            Math.min(Math.floor(at * target.length), Math.max(target.length - bytes.length, 0)),
          );
        }
        if (cut !== null) messages[0] = messages[0]!.subarray(0, Math.floor(cut * messages[0]!.length));
        return failsProperly(() => readAll(messages));
      },
    ),
    { numRuns: 3000 },
  );
});

test('random bytes as a frame, a schema or a batch give a Failure or a value', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) =>
      [() => decodeFrame(bytes), () => decodeSchemaMessage(bytes), () => decodeRecordBatch(schema, bytes, bytes)].every(
        failsProperly,
      ),
    ),
    { numRuns: 2000 },
  );
});

/** A schema of one field with `build` as its field table. */
function schemaWith(build: (builder: Builder) => number): Uint8Array {
  const builder = new Builder(1024);
  const field = build(builder);
  builder.startVector(4, 1, 4);
  builder.addOffset(field);
  const fields = builder.endVector();
  builder.startObject(4);
  builder.addFieldOffset(1, fields, 0);
  return finishMessage(builder, messageHeader.schema, builder.endObject(), 0);
}

function listField(builder: Builder, children: readonly number[]): number {
  builder.startVector(4, children.length, 4);
  for (const child of children) builder.addOffset(child);
  const vector = builder.endVector();
  builder.startObject(0);
  const type = builder.endObject();
  builder.startObject(7);
  builder.addFieldInt8(2, typeTag.struct, 0);
  builder.addFieldOffset(3, type, 0);
  builder.addFieldOffset(5, vector, 0);
  return builder.endObject();
}

test('types nested 10,000 deep are refused', () => {
  const deep = schemaWith((builder) => {
    let field = listField(builder, []);
    for (let i = 0; i < 10_000; i++) field = listField(builder, [field]);
    return field;
  });
  expect(() => decodeSchemaMessage(deep)).toThrow('nested deeper than 64');
});

test('a field that stands for a million through shared references is refused quickly', () => {
  const bomb = schemaWith((builder) => {
    let field = listField(builder, []);
    for (let i = 0; i < 40; i++) field = listField(builder, [field, field, field, field]);
    return field;
  });
  const before = process.cpuUsage();
  expect(() => decodeSchemaMessage(bomb)).toThrow('more than 100000 tables');
  expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
});

/** A record batch header for one nullable int32 column. */
function batchWith(options: {
  rows?: bigint;
  nodes?: [bigint, bigint][];
  buffers?: [bigint, bigint][];
  bodyLength?: bigint;
}): Uint8Array {
  const {
    rows = 2n,
    nodes = [[2n, 0n]],
    buffers = [
      [0n, 0n],
      [0n, 8n],
    ],
    bodyLength = 8n,
  } = options;
  const builder = new Builder(256);
  const pairs = (values: [bigint, bigint][]) => {
    builder.startVector(16, values.length, 8);
    for (const [first, second] of [...values].reverse()) {
      builder.prep(8, 16);
      builder.writeInt64(second);
      builder.writeInt64(first);
    }
    return builder.endVector();
  };
  const bufferVector = pairs(buffers);
  const nodeVector = pairs(nodes);
  builder.startObject(5);
  builder.addFieldInt64(0, rows, 0n);
  builder.addFieldOffset(1, nodeVector, 0);
  builder.addFieldOffset(2, bufferVector, 0);
  const record = builder.endObject();
  builder.startObject(5);
  builder.addFieldInt64(3, bodyLength, 0n);
  builder.addFieldOffset(2, record, 0);
  builder.addFieldInt16(0, 4, 0);
  builder.addFieldInt8(1, messageHeader.recordBatch, 0);
  builder.finish(builder.endObject());
  return builder.asUint8Array();
}

const oneInt: ArrowSchema = {
  fields: [{ name: 'i', type: { kind: 'int', bits: 32, signed: true }, nullable: true, children: [] }],
};

test('the batch that the hostile ones vary is read', () => {
  expect(decodeRecordBatch(oneInt, batchWith({}), new Uint8Array(8)).rows).toBe(2);
});

test.each([
  ['a body of 4 GiB that is not there', { bodyLength: 4n << 30n }],
  ['a negative body length', { bodyLength: -1n }],
  ['a negative row count', { rows: -1n }],
  ['more rows than its column', { rows: 3n }],
  ['a column of 2^62 values', { rows: 1n << 62n, nodes: [[1n << 62n, 0n]] as [bigint, bigint][] }],
  ['a column of 2^40 values', { rows: 1n << 40n, nodes: [[1n << 40n, 0n]] as [bigint, bigint][] }],
  ['negative nulls', { nodes: [[2n, -1n]] as [bigint, bigint][] }],
  ['more nulls than values', { nodes: [[2n, 3n]] as [bigint, bigint][] }],
  ['nulls without a bitmap', { nodes: [[2n, 1n]] as [bigint, bigint][] }],
  [
    'a buffer beyond the body',
    {
      buffers: [
        [0n, 0n],
        [4n, 8n],
      ] as [bigint, bigint][],
    },
  ],
  [
    'a buffer at a negative place',
    {
      buffers: [
        [0n, 0n],
        [-8n, 8n],
      ] as [bigint, bigint][],
    },
  ],
  [
    'a buffer that is too short',
    {
      buffers: [
        [0n, 0n],
        [0n, 7n],
      ] as [bigint, bigint][],
    },
  ],
  ['no nodes', { nodes: [] as [bigint, bigint][] }],
  ['one buffer too few', { buffers: [[0n, 0n]] as [bigint, bigint][] }],
  [
    'one buffer too many',
    {
      buffers: [
        [0n, 0n],
        [0n, 8n],
        [0n, 0n],
      ] as [bigint, bigint][],
    },
  ],
])('a batch with %s is a protocol violation', (_, options) => {
  const error = (() => {
    try {
      return decodeRecordBatch(oneInt, batchWith(options), new Uint8Array(8));
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(error).toMatchObject({ code: 'protocolViolation' });
});
