import { expect, test } from 'vitest';
import { endsStatement } from './sql-input.ts';

test.each([
  ['select 1;\n', true],
  ['select 1\n', false],
  ["select ';'\n", false],
  ["select ';';\n", true],
  ["select E'\\';'\n", false],
  ["select 'it''s;\n", false],
  ['select 1; -- done\n', true],
  ['select 1 /* ; /* nested */ ; \n', false],
  ['select $tag$ ; $$ ; $tag$;\n', true],
  ['select $$ ;\n', false],
  ['select a$b$c;\n', true],
  ['select 1; select 2\n', false],
])('%j ends a statement: %s', (text, expected) => {
  expect(endsStatement(text)).toBe(expected);
});
