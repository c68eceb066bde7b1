import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { migrations } from './index.ts';

/**
 * A database keeps what a migration did when it ran. So a change of a migration, or of a table it is made from (`workerEdges`), never
 * reaches databases that exist: add a migration with the next number. Before the first release only: write the hash anew.
 */
const hashes: Readonly<Record<number, string>> = {
  1: '81eabe25ab25c13f',
  2: '32089259185ca491',
  3: 'dd055a383b6ea285',
  4: 'c855ecb57c6a6018',
  5: '01ec3be3b30773b6',
};

test.each(migrations)('migration $number ($name) is what it was when it first ran', ({ number, sql }) => {
  expect(createHash('sha256').update(sql).digest('hex').slice(0, 16)).toBe(hashes[number]);
});

test('migrations are numbered from 1 without gaps, and the major never falls', () => {
  expect(migrations.map((migration) => migration.number)).toEqual(migrations.map((_, index) => index + 1));
  const majors = migrations.map((migration) => migration.major);
  expect(majors).toEqual([...majors].sort((a, b) => a - b));
});
