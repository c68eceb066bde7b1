import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lex } from './lexer.ts';
import { splice } from './splice.ts';
import { splitStatements } from './split-statements.ts';

const texts = (sql: string) => lex(sql).map(({ start, end }) => sql.slice(start, end));

test.each<[sql: string, tokens: string[]]>([
  ["a'b''c'd", ['a', "'b''c'", 'd']],
  ["E'\\'' x E'a\\\\' y", ["E'\\''", 'x', "E'a\\\\'", 'y']],
  ["'\\' x", ["'\\'", 'x']],
  ['$a$ ; $b$ $a$ $1 $$;$$', ['$a$ ; $b$ $a$', '$1', '$$;$$']],
  ['a -- x\nb /* /* */ ; */ c', ['a', 'b', 'c']],
  ['"a""b".c::int[]', ['"a""b"', '.', 'c', '::', 'int', '[', ']']],
  ['1.5e-3+.5-2', ['1.5e-3', '+', '.5', '-', '2']],
  ['a<=-1 b~*c d||-e f@-g', ['a', '<=', '-', '1', 'b', '~*', 'c', 'd', '||-', 'e', 'f', '@-', 'g']],
  ['a<-- x\n1', ['a', '<', '1']],
  ["U&'x' U&\"y\" N'z' x'1F'", ["U&'x'", 'U&"y"', "N'z'", "x'1F'"]],
  ['ä_1$ :x', ['ä_1$', ':', 'x']],
])('%s', (sql, tokens) => {
  expect(texts(sql)).toEqual(tokens);
});

const pieces = fc.constantFrom(
  "'",
  '"',
  '$$',
  '$a$',
  '/*',
  '*/',
  '--',
  '\n',
  ';',
  'E',
  '\\',
  'x',
  ' ',
  '1',
  '.',
  '+',
  '~',
  'ü',
  '𝒳',
);
const sqlLike = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(''));

test('tokens of any text are in order, do not overlap, and are never empty', () => {
  fc.assert(
    fc.property(sqlLike, (sql) => {
      let at = 0;
      for (const { start, end } of lex(sql)) {
        expect(start).toBeGreaterThanOrEqual(at);
        expect(end).toBeGreaterThan(start);
        at = end;
      }
      expect(at).toBeLessThanOrEqual(sql.length);
    }),
  );
});

test('statements of any text are in order and lose no token', () => {
  fc.assert(
    fc.property(sqlLike, (sql) => {
      const kept = splitStatements(sql).flatMap(({ tokens }) => tokens);
      expect(kept).toEqual(lex(sql).filter(({ kind, text }) => kind !== 'punctuation' || text !== ';'));
    }),
  );
});

test('edits that overlap are refused, edits that touch are not', () => {
  expect(
    splice('abcdef', [
      { start: 0, end: 3, text: 'x' },
      { start: 2, end: 4, text: 'y' },
    ]),
  ).toBeUndefined();
  expect(
    splice('abcdef', [
      { start: 3, end: 4, text: 'y' },
      { start: 0, end: 3, text: 'x' },
    ]),
  ).toBe('xyef');
});
