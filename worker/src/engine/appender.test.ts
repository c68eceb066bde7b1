import type { ArrowArray, ArrowField } from '@brooder/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestEngine } from './engine-fixture.ts';
import type { Engine, EngineConnection } from './index.ts';

let engine: Engine;
let connection: EngineConnection;
beforeAll(async () => {
  engine = await openTestEngine();
  connection = await engine.connect();
  await connection.run('CREATE TABLE texts (v VARCHAR); CREATE TABLE keys (k INTEGER PRIMARY KEY)');
});
afterAll(() => engine.close());

const utf8: ArrowField = { name: 'v', type: { kind: 'utf8', large: false }, nullable: true, children: [] };
const int32: ArrowField = { name: 'k', type: { kind: 'int', bits: 32, signed: true }, nullable: true, children: [] };
const ints = (...values: number[]) => new Uint8Array(new Int32Array(values).buffer);
const column = (buffers: (Uint8Array | null)[], length: number): ArrowArray => ({
  length,
  nullCount: 0,
  offset: 0,
  buffers,
  children: [],
});
const batch = (array: ArrowArray) => ({ rows: array.length, columns: [array], release() {} });

describe('a batch that would make DuckDB read outside of it is refused', () => {
  test.each<[string, ArrowField, ArrowArray]>([
    ['a data buffer shorter than its offsets', utf8, column([null, ints(0, 9), new Uint8Array(3)], 1)],
    ['falling offsets', utf8, column([null, ints(0, 3, 1), new Uint8Array(3)], 2)],
    ['a negative offset', utf8, column([null, ints(-1, 3), new Uint8Array(3)], 1)],
    ['missing offsets', utf8, column([null, ints(0), new Uint8Array(3)], 5)],
    ['text that is not UTF-8', utf8, column([null, ints(0, 2), new Uint8Array([0xc3, 0x28])], 1)],
    ['a validity bitmap that is too short', int32, column([new Uint8Array(0), ints(1, 2, 3), null], 3)],
    ['values that are too short', int32, column([null, ints(1, 2)], 3)],
    [
      'a dictionary index outside',
      { ...int32, dictionary: { id: 0, ordered: false, valueField: utf8 } },
      { ...column([null, ints(7)], 1), dictionary: column([null, ints(0, 1), new Uint8Array([97])], 1) },
    ],
  ])('%s', async (_, field, array) => {
    const appender = await connection.appender({ table: field === int32 ? 'keys' : 'texts' });
    const appended = appender.append({ fields: [field] }, batch(array));
    await expect(appended).rejects.toMatchObject({ code: 'protocolViolation' });
    await appender.abort();
  });
});

test('a broken constraint fails finish, and nothing is left behind', async () => {
  const appender = await connection.appender({ table: 'keys' });
  await appender.append({ fields: [int32] }, batch(column([null, ints(1, 1)], 2)));
  await expect(appender.finish()).rejects.toMatchObject({ sqlstate: '23505' });
  expect(await connection.rows('SELECT count(*) FROM keys')).toEqual([[0n]]);
});

test('an aborted append writes nothing, and ends', async () => {
  const appender = await connection.appender({ table: 'keys' });
  await appender.append({ fields: [int32] }, batch(column([null, ints(5)], 1)));
  await appender.abort();
  await expect(appender.finish()).rejects.toMatchObject({ sqlstate: '55000' });
  expect(await connection.rows('SELECT count(*) FROM keys')).toEqual([[0n]]);
});

test('a missing table is the catalog error it is in SQL', async () => {
  await expect(connection.appender({ table: 'missing' })).rejects.toMatchObject({ sqlstate: '42P01' });
});
