import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DiffLine, lineDiff, unified } from './line-diff.ts';

const texts = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 24 });
const side = (lines: readonly DiffLine[], other: '-' | '+') =>
  lines.filter(({ mark }) => mark !== other).map(({ text }) => text);

test('without the added lines a diff is what was, without the removed ones what is', () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const lines = lineDiff(before, after);
      expect(side(lines, '+')).toEqual(before);
      expect(side(lines, '-')).toEqual(after);
    }),
  );
});

test('equal texts have no hunk, and changes stand in hunks with the context asked for', () => {
  const before = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
  expect(unified(lineDiff(before, before))).toEqual([]);
  const after = ['1', '2', '3', 'four', '5', '6', '7', '8'];
  expect(unified(lineDiff(before, after), 1)).toEqual([
    '@@ -3,3 +3,3 @@',
    ' 3',
    '-4',
    '+four',
    ' 5',
    '@@ -8,2 +8,1 @@',
    ' 8',
    '-9',
  ]);
  expect(unified(lineDiff([], ['x']))).toEqual(['@@ -0,0 +1,1 @@', '+x']);
});
