import { expect, test } from 'vitest';
import { linesOf } from './lines.ts';

async function read(pieces: Iterable<string>) {
  const lines: string[] = [];
  const source = (async function* () {
    yield* pieces;
  })();
  for await (const line of linesOf(source)) lines.push(line);
  return lines;
}

test('lines are joined over the borders of their pieces, and a last one without its end is left out', async () => {
  expect(await read(['fir', 'st\nsec', 'ond\n\nthird\ncut'])).toEqual(['first', 'second', 'third']);
});

test('a line without end is given up rather than kept', async () => {
  const megabyte = 'x'.repeat(2 ** 20);
  await expect(read(Array.from({ length: 9 }, () => megabyte))).rejects.toThrow(/more than 8388608 characters/);
});
