import type { ArrowArray, ArrowBatch, ArrowField, ArrowSchema } from '@brooder/contracts';
import { tableFromIPC } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { sampleColumns } from '../testing/columns.ts';
import { fromStream, received, toStream } from '../testing/ipc-stream.ts';
import {
  BatchCoalescer,
  batchFromRows,
  type CellValue,
  decodeSchemaMessage,
  encapsulatedSchema,
  encodeSchemaMessage,
  IpcReader,
  IpcWriter,
  rowsOf,
} from './index.ts';

/** apache-arrow 21 has no decimals but of 128 bits. */
const foreign = sampleColumns.filter(({ field }) => field.type.kind !== 'decimal' || field.type.bits === 128);
const schemaOf = (fields: readonly ArrowField[]): ArrowSchema => ({ fields });
const rowsIn = (columns: readonly { cells: readonly CellValue[] }[]): CellValue[][] =>
  columns[0]!.cells.map((_, row) => columns.map(({ cells }) => cells[row]!));

/** What the reader makes of frames. */
function read(frames: readonly Parameters<typeof received>[0][]): { schema: ArrowSchema; batches: ArrowBatch[] } {
  const reader = new IpcReader();
  const batches: ArrowBatch[] = [];
  for (const frame of frames) {
    const item = reader.read(received(frame));
    if (item?.kind === 'batch') batches.push(item.batch);
  }
  return { schema: reader.schema!, batches };
}

/** apache-arrow's view of a stream, as JSON. */
const shown = (stream: Uint8Array): unknown =>
  JSON.parse(
    JSON.stringify(tableFromIPC(stream).toArray(), (_, value) =>
      typeof value === 'bigint' ? `${value}n` : value instanceof Uint8Array ? [...value] : value,
    ),
  );

describe.each(sampleColumns.map((column) => [column.field.name, column] as const))('a column of %s', (_, column) => {
  const schema = schemaOf([column.field]);
  const batch = batchFromRows(schema, rowsIn([column]));
  const writer = new IpcWriter(schema);
  const frames = [writer.schemaFrame(), ...writer.frames(batch)];

  test('keeps its schema', () => {
    expect(decodeSchemaMessage(encodeSchemaMessage(schema))).toEqual(schema);
    expect(decodeSchemaMessage(encapsulatedSchema(schema))).toEqual(schema);
  });

  test('comes back as engine parameters, or is refused where the engine has no form for it', () => {
    const back = read(frames);
    const values = () => back.batches.flatMap((each) => rowsOf(back.schema, each).map(([cell]) => cell!.value));
    if (column.engine) expect(values()).toEqual(column.engine);
    else expect(values).toThrow(/not supported/);
  });

  test('survives a slice of the array at every offset', () => {
    const alone = (cells: readonly CellValue[]) => {
      const own = new IpcWriter(schema);
      return toStream([
        own.schemaFrame(),
        ...own.frames(
          batchFromRows(
            schema,
            cells.map((cell) => [cell]),
          ),
        ),
      ]);
    };
    // 27 rows, so that bitmaps are cut inside a byte.
    const cells = Array.from({ length: 9 }, () => column.cells).flat();
    const long = batchFromRows(
      schema,
      cells.map((cell) => [cell]),
    ).columns[0]!;
    for (const [offset, length] of [
      [1, 2],
      [3, 9],
      [8, 8],
      [13, 14],
      [5, 0],
    ] as const) {
      const slice: ArrowArray = { ...long, offset, length, nullCount: -1 };
      const own = new IpcWriter(schema);
      const sliced = [own.schemaFrame(), ...own.frames({ rows: length, columns: [slice], release() {} })];
      const wanted = read(
        fromStream(alone(cells.slice(offset, offset + length))).map((f) => ({ ...f, body: [f.body] })),
      );
      const got = read(sliced);
      expect(got.batches[0]!.rows).toBe(length);
      if (column.engine) {
        expect(rowsOf(schema, got.batches[0]!)).toEqual(rowsOf(schema, wanted.batches[0]!));
      }
      if (foreign.includes(column))
        expect(shown(toStream(sliced))).toEqual(shown(alone(cells.slice(offset, offset + length))));
    }
  });

  test('is the same after coalescing many batches', () => {
    const coalescer = new BatchCoalescer(schema, 1000);
    const first = coalescer.schemaFrame();
    const collected = [first];
    for (let i = 0; i < 7; i++) collected.push(...coalescer.push(batch));
    collected.push(...coalescer.flush());
    const back = read(collected);
    expect(back.batches.map((each) => each.rows)).toEqual([21]);
    if (!column.engine) return;
    const values = rowsOf(back.schema, back.batches[0]!).map(([cell]) => cell!.value);
    expect(values).toEqual(Array.from({ length: 7 }, () => column.engine).flat());
  });
});

test('apache-arrow reads what the writer writes', () => {
  const schema = schemaOf(foreign.map(({ field }) => field));
  const writer = new IpcWriter(schema);
  const stream = toStream([writer.schemaFrame(), ...writer.frames(batchFromRows(schema, rowsIn(foreign)))]);
  const table = tableFromIPC(stream);
  expect(table.numRows).toBe(3);
  const column = (name: string) =>
    [...table.getChild(name)!].map((value) => (value as { toJSON?(): unknown })?.toJSON?.() ?? value);
  expect(column('int64')).toEqual([-9223372036854775808n, null, 9223372036854775807n]);
  expect(column('utf8')).toEqual(['', 'näs \u{1F986}', null]);
  expect(column('list')).toEqual([['a', null], null, []]);
  expect(column('struct')).toEqual([{ a: 1, b: 'x' }, null, { a: null, b: null }]);
  expect(column('dense')).toEqual(['x', 7, null]);
  expect(column('sparse')).toEqual(['x', 7, null]);
  expect(column('enum')).toEqual(['red', null, 'green']);
  expect(column('bool')).toEqual([true, null, false]);
  expect(column('map')).toEqual([{ k: 1, l: null }, null, {}]);
});

test('the reader reads what apache-arrow writes', async () => {
  const arrow = await import('apache-arrow');
  const inner = [
    new arrow.Field('a', new arrow.Int32(), true),
    new arrow.Field('b', new arrow.List(new arrow.Field('item', new arrow.Utf8(), true)), true),
  ];
  const struct = arrow.vectorFromArray([{ a: 1, b: ['x'] }, null], new arrow.Struct(inner));
  const table = new arrow.Table({
    i: arrow.vectorFromArray([1, null], new arrow.Int32()),
    s: arrow.vectorFromArray(['red', 'green'], new arrow.Utf8()),
    d: arrow.vectorFromArray(['red', null]),
    b: arrow.vectorFromArray([true, null], new arrow.Bool()),
    t: arrow.vectorFromArray([new Date(0), null], new arrow.TimestampMillisecond()),
    struct,
  });
  const frames = fromStream(arrow.tableToIPC(table, 'stream'));
  const reader = new IpcReader();
  const items = frames.map((frame) => reader.read(frame));
  const rows = items.flatMap((item) => (item?.kind === 'batch' ? rowsOf(reader.schema!, item.batch) : []));
  expect(rows.map((row) => row.map(({ value }) => value))).toEqual([
    [1, 'red', 'red', true, 0n, [1, ['x']]],
    [null, 'green', null, null, null, null],
  ]);
  expect(rows[0]!.map(({ type }) => type.id)).toEqual([
    'INTEGER',
    'VARCHAR',
    'VARCHAR',
    'BOOLEAN',
    'TIMESTAMP_MS',
    'STRUCT',
  ]);
});

test('a dictionary is sent once, and again when it changes', () => {
  const column = sampleColumns.find(({ field }) => field.name === 'enum')!;
  const schema = schemaOf([column.field]);
  const writer = new IpcWriter(schema);
  const one = batchFromRows(schema, [['red'], ['green']]);
  expect(writer.frames(one)).toHaveLength(2);
  expect(writer.frames(one)).toHaveLength(1);
  expect(writer.frames(batchFromRows(schema, [['blue']]))).toHaveLength(2);
  const coalescer = new BatchCoalescer(schema);
  const frames = [coalescer.schemaFrame()];
  for (const cell of ['red', 'red', 'blue']) frames.push(...coalescer.push(batchFromRows(schema, [[cell]])));
  frames.push(...coalescer.flush());
  const back = read(frames);
  expect(back.batches.flatMap((each) => rowsOf(schema, each).map(([cell]) => cell!.value))).toEqual([
    'red',
    'red',
    'blue',
  ]);
});

test('the coalescer fills batches up to its rows, and never above 4 MiB', () => {
  const schema = schemaOf([
    { name: 's', type: { kind: 'utf8', large: false }, nullable: true, children: [] },
    { name: 'i', type: { kind: 'int', bits: 32, signed: true }, nullable: true, children: [] },
  ]);
  const rows = Array.from({ length: 2000 }, (_, i) => [`${i}`.padEnd(i % 7 === 0 ? 9000 : 3), i % 3 === 0 ? null : i]);
  const small = batchFromRows(
    schema,
    rows.map(([, i]) => ['x', i!]),
  );
  const sizes = new BatchCoalescer(schema, 4096);
  expect(sizes.push(small)).toHaveLength(0);
  expect(sizes.push(small)).toHaveLength(0);
  expect(sizes.push(small)).toHaveLength(1);

  const coalescer = new BatchCoalescer(schema, 65_536);
  const reader = new IpcReader();
  const seen: unknown[] = [];
  const take = (frames: ReturnType<BatchCoalescer['push']>) => {
    for (const frame of frames) {
      expect(frame.body.reduce((sum, part) => sum + part.byteLength, 0)).toBeLessThan(4 * 1024 * 1024);
      const item = reader.read(received(frame));
      if (item?.kind === 'batch') seen.push(...rowsOf(schema, item.batch).map((row) => row.map(({ value }) => value)));
    }
  };
  take([coalescer.schemaFrame()]);
  for (let i = 0; i < 5; i++) take(coalescer.push(batchFromRows(schema, rows)));
  take(coalescer.flush());
  expect(seen).toEqual(Array.from({ length: 5 }, () => rows).flat());
});
