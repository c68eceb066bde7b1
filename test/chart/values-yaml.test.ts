/** Values files mean to `brooder synth` what they mean to Helm. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { readValues } from '../../src/values-file.ts';
import { requireTool } from '../testbed/index.ts';
import { type ValuesChart, valuesChart } from './values-chart.ts';

const withHelm = requireTool('helm');
let chart: ValuesChart;
beforeAll(async () => {
  chart = await valuesChart('');
});
afterAll(() => chart.remove());

const words = ['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null', 'nan'];
const scalars = [
  ...words.flatMap((word) => [
    word,
    word.toUpperCase(),
    word[0]!.toUpperCase() + word.slice(1),
    `${word[0]}${word.slice(1).toUpperCase()}`,
  ]),
  ...[
    '~',
    '',
    '"~"',
    '"yes"',
    "'on'",
    'yes and no',
    'NaN',
    '.5',
    '.5e3',
    '.',
    '..',
    '.5_0',
    '5.',
    '-.5',
    '+.5',
    '1.5e3',
    '1e3',
    '1E-3',
    '1e400',
    '1_000.5',
    '-0',
    '-0.0',
    '+7',
  ],
  ...[
    '0123',
    '08',
    '0o17',
    '0O17',
    '0x1F',
    '0X1f',
    '0b101',
    '0b102',
    '-0x1F',
    '-0b11',
    '0b-11',
    '0b+11',
    '0b',
    '1_000',
    '_1',
    '1_',
    '0_7',
    '1__0',
    '0777777777777777777777777',
  ],
  ...[
    '9007199254740993',
    '9223372036854775807',
    '9223372036854775808',
    '18446744073709551615',
    '18446744073709551616',
    '-9223372036854775809',
    '0xFFFFFFFFFFFFFFFF',
    '0x1FFFFFFFFFFFFFFFF',
    '-0x8000000000000001',
  ],
  ...[
    '190:20:30',
    '1:30',
    '2001-12-14',
    '2001-12-14t21:59:43.10-05:00',
    '2001-12-14 21:59:43.10',
    '12.5.3',
    '1.10',
    '<',
    '=',
    '!!str 12',
    '!!str',
    '!!int "3"',
    '!!float 3',
    '!!bool yes',
    '!!null ""',
    '!!timestamp 2001-12-14',
    '!!binary aGVsbG8=',
    '!custom 12',
    '! 12',
  ],
  ...[
    '"\\u00e9\\n\\x41\\/"',
    '"a\n  b"',
    '|\n  a\n  b\n',
    '>-\n  a\n  b\n',
    'a: b',
    'text # comment',
    '[a, 1, ~, yes]',
    '{a: 1, b: no}',
    '{a, b: }',
    '[a: 1]',
    '-',
    '- a\n  - b',
    '?',
    '@a',
    '`a',
    '%a',
    '.inf',
    '-.Inf',
    '.nan',
    '!!int 3.5',
    '!!bool 1',
    '!!float x',
    '"',
    '{',
    '\ta',
    '&x 1',
    '*x',
  ],
];
const documents = [
  '',
  '# only a comment',
  '---\n',
  '{}',
  'null',
  '[]',
  'text',
  'a: 1\n...\n',
  '%YAML 1.1\n---\na: yes\n',
  '\ufeffa: 1',
  'a: 1\r\nb: 2\r\n',
  '1: a\n1.5: b\nyes: c\n0x10: d\n1e6: e\n1e21: f\n0.00001: g\n1234567.5: h\n2001-12-14: i\n0.1: j\n16777217.0: k\n',
  '~: a',
  '[a]: b',
  '{a: 1}: b',
  '? a\n: b\n',
  'on:\n  off: 1\n',
  '.inf: 1',
  '18446744073709551615: a',
  'base: &base {a: 1, b: 2}\nover:\n  a: 0\n  <<: *base\n  b: 3\n',
  'x: &x {a: 1}\ny: &y {a: 2, b: 2}\nz:\n  <<: [*x, *y]\n',
  'a: {<<: {b: 1}}',
  'a: {<<: 1}',
  'a: {<<: [1]}',
  'a: {"<<": {b: 1}}',
  'a: &a [1, 2]\nb: *a\nc: [*a, *a]\n',
  'a: &a 1\nb: &a 2\nc: *a\n',
  'a: *b\n',
  'a: &a [*a]\n',
  '&k a: 1\nb: *k\n',

  'a: &a\nb: *a',
  'a: b: c',
  'a:\n\tb: 1',
  'a: 1\n b: 2',
  ' a: 1',
  'a:\n- 1\n- 2\n',
  'a:\n  - b: 1\n    c: 2\n  -\n  - - 3\n',
  '"a" : 1',
  '"": 1',
  'a:b',
  'a: "\\q"',
  "a: 'it''s'",
  '__proto__: 1\nconstructor: 2',
];

withHelm(
  'scalars and documents that YAML 1.1, YAML 1.2 and go-yaml read in different ways are read as Helm reads them',
  async () => {
    const texts = [...scalars.map((scalar) => `a: ${scalar}\n`), ...documents];
    const wrong: string[] = [];
    const compare = async (text: string) => {
      const shown = await chart.show({ files: [text] });
      const ours = read(text);
      const theirs = 'values' in shown ? shown.values : 'refused';
      if (!isSame(ours, theirs))
        wrong.push(`${JSON.stringify(text)}: Helm ${JSON.stringify(theirs)}, here ${JSON.stringify(ours)}`);
    };
    // What is a value here goes to Helm in one file; what is refused here must be refused there by itself.
    const values = scalars.filter((scalar) => read(`a: ${scalar}\n`) !== 'refused');
    await compare(values.map((scalar, i) => `k${i}: ${scalar}\n`).join(''));
    for (const text of texts) if (read(text) === 'refused' || documents.includes(text)) await compare(text);
    expect(wrong).toEqual([]);
  },
  120_000,
);

withHelm('a key given twice and a second document are refused, where Helm takes one of them in silence', async () => {
  for (const [text, theirs] of [
    ['a: 1\nb: 2\na: 3\n', { a: 3, b: 2 }],
    ['a: 1\n---\nb: 2\n', { a: 1 }],
  ] as const) {
    expect(await chart.show({ files: [text] })).toMatchObject({ values: theirs });
    expect(() => readValues(text)).toThrow(/^values, line [0-9]+: /);
  }
});

withHelm(
  'any plain text of the characters that numbers and words are made of is read as Helm reads it',
  async () => {
    const plain = fc.string({ unit: fc.constantFrom(...'0123456789.eE+-_xobnyfYNO:~ '), minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.array(plain, { minLength: 20, maxLength: 60 }), async (texts) => {
        const lines = texts.map((text, i) => `k${i}: ${text}\n`).filter((line) => read(line) !== 'refused');
        const shown = await chart.show({ files: [lines.join('')] });
        expect('values' in shown ? shown.values : shown).toEqual(read(lines.join('')));
      }),
      { numRuns: 40, endOnFailure: true },
    );
  },
  120_000,
);

function read(text: string): unknown {
  try {
    return readValues(text);
  } catch (error) {
    expect(error).toMatchObject({ code: 'invalidValues' });
    return 'refused';
  }
}

const isSame = (left: unknown, right: unknown) => JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => [key, sorted(item)]);
}
