import { expect, test } from 'vitest';
import { readValues } from './values-file.ts';

test.each([
  ['a: 1\nb: {c: 1}\nb: 2\n', 'my.yaml, line 3: the key "b" is given twice'],
  ['a: 1\n---\nb: 2\n', 'my.yaml, line 2: holds more than one document; Helm reads only the first'],
  ['- a\n', 'my.yaml, line 1: must be a map of keys, but is a list'],
  ['a: 1\nb: *c\n', 'my.yaml, line 2: the alias *c has no anchor &c above it'],
  ['a: &a\n  b: *a\n', 'my.yaml, line 2: the anchor &a holds itself'],
  ['a:\n  b: .inf\n', 'my.yaml, line 2: .inf is no number that a value can have; quote it'],
  ['a: 1\n~: 2\n', 'my.yaml, line 2: a key must be text, not null; quote it'],
])('%j is refused with file and line', (text, message) => {
  expect(() => readValues(text, 'my.yaml')).toThrow(expect.objectContaining({ code: 'invalidValues', message }));
});

test('text that is no YAML is refused with the line of the fault', () => {
  expect(() => readValues('a: 1\nb: [1\n', 'my.yaml')).toThrow(/^my\.yaml, line [23]: /);
});

test('aliases cannot make a small file large', () => {
  const levels = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]`);
  expect(() => readValues(['l0: &l0 x', ...levels].join('\n'))).toThrow(/aliases/);
});

test('an empty file is an empty map', () => {
  expect(readValues('')).toEqual({});
  expect(readValues('# nothing\n')).toEqual({});
});
