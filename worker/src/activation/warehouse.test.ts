import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { attachPlan, isTooWide } from './warehouse.ts';

test.each(['/', tmpdir(), path.dirname(tmpdir()), process.cwd(), path.dirname(process.execPath)])(
  'a warehouse in %s would open too much',
  (directory) => {
    expect(isTooWide(directory)).toBe(true);
  },
);

test.each([path.join(tmpdir(), 'ducks'), '/data/ducks', path.join(process.cwd(), '.brooder/warehouses/ducks')])(
  'a warehouse in %s opens itself only',
  (directory) => {
    expect(isTooWide(directory)).toBe(false);
  },
);

test('names and paths with quotes stay names and paths', () => {
  const plan = attachPlan('du"cks', { kind: 'duckdb-file', path: "/data/o'org/x.duckdb" });
  expect(plan.attach).toBe(`ATTACH '/data/o''org/x.duckdb' AS "du""cks"`);
  expect(plan.directories).toEqual(["/data/o'org"]);
});
