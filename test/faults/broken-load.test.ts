import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectTo } from '../running-brooder/clients.ts';
import { type RunningBrooder, startBrooder } from '../running-brooder/index.ts';
import { brooderCommand } from '../running-brooder/org.ts';

const parquet = 'node_modules/vega-datasets/data/flights-3m.parquet';
let brooder: RunningBrooder;
beforeAll(async () => {
  brooder = await startBrooder({ args: ['--demo-data', 'false'] });
});
afterAll(() => brooder?.stop());

test('load brings a Parquet file in whole, with progress', async () => {
  const { status, stderr, stdout } = brooderCommand(brooder, ['load', parquet, '--table', 'trips', '--json'], '');
  expect(stderr).toContain('100 %');
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ table: 'trips', rows: 3_000_000 });
  const client = await connectTo(brooder);
  expect(Number(await client.value('select count(*) from trips'))).toBe(3_000_000);
  await client.end();
});

test.each([
  ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 100_000)],
  [
    'damaged in the middle',
    (bytes: Buffer) => {
      const damaged = Buffer.from(bytes);
      for (let i = 6_000_000; i < 6_200_000; i++) damaged[i] = (i * 31) & 255;
      return damaged;
    },
  ],
  ['no Parquet at all', () => Buffer.from('hello')],
])('a Parquet file that is %s changes nothing and is named with its reason', async (_, damage) => {
  const file = join(brooder.dataDir, 'broken.parquet');
  writeFileSync(file, damage(readFileSync(parquet)));
  const client = await connectTo(brooder);
  const before = await client.value("select count(*) from information_schema.tables where table_name = 'broken'");
  const { status, stderr } = brooderCommand(brooder, ['load', file, '--table', 'broken'], '');
  expect(stderr).toContain('broken.parquet');
  expect(stderr).toContain('nothing was changed');
  expect(status).toBe(1);
  expect(await client.value("select count(*) from information_schema.tables where table_name = 'broken'")).toBe(before);
  await client.end();
});

test('CSV and JSON files load too', async () => {
  writeFileSync(join(brooder.dataDir, 'small.csv'), 'a,b\n1,x\n2,y\n');
  writeFileSync(join(brooder.dataDir, 'small.json'), '[{"a":1,"b":"x"}]');
  expect(brooderCommand(brooder, ['load', join(brooder.dataDir, 'small.csv'), '--table', 'from_csv'], '').status).toBe(
    0,
  );
  expect(
    brooderCommand(brooder, ['load', join(brooder.dataDir, 'small.json'), '--table', 'from_json'], '').status,
  ).toBe(0);
  const client = await connectTo(brooder);
  expect([
    await client.value('select sum(a)::int from from_csv'),
    await client.value('select b from from_json'),
  ]).toEqual([3, 'x']);
  await client.end();
});

test('a missing file is named', () => {
  const { status, stderr } = brooderCommand(brooder, ['load', '/nowhere/x.parquet', '--table', 't'], '');
  expect(stderr).toContain('/nowhere/x.parquet');
  expect(status).toBe(1);
});
