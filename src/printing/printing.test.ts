import { expect, test } from 'vitest';
import { textTable, toCsv } from './index.ts';

test('a table aligns wide characters, shows control characters, and tells NULL from empty', () => {
  const text = textTable(
    [{ title: 'name' }, { title: 'n', align: 'right' }],
    [
      ['鸭子', '1'],
      ['a\u001b[2J', '12345'],
      [null, ''],
    ],
    '(null)',
  );
  expect(text.split('\n')).toEqual([
    'name     | n',
    '---------+------',
    '鸭子     |     1',
    'a\\x1b[2J | 12345',
    '(null)   |',
  ]);
});

test('CSV quotes what needs quotes and keeps NULL apart from empty text', () => {
  expect(toCsv([['a,b', 'say "hi"', null, '', 'x']])).toBe('"a,b","say ""hi""",,"",x\r\n');
});
