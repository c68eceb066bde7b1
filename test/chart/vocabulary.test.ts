/** Each word of the expression vocabulary: what it computes from concrete values is what Helm computes from its template. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expr } from '@brooder/constructs';
import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { helmTemplate, requireTool } from '../testbed/index.ts';
import { anyText } from './arbitrary-values.ts';

const withHelm = requireTool('helm');
const { Expr } = expr;
type Operands = Record<string, unknown>;

let chart = '';
beforeAll(async () => {
  chart = await mkdtemp(join(tmpdir(), 'brooder-vocabulary-'));
  await mkdir(join(chart, 'templates'));
  await writeFile(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: brooder\nversion: 0.1.0\n');
  await writeFile(join(chart, 'values.yaml'), 'cases: []\n');
  await writeFile(join(chart, 'templates/_helpers.tpl'), expr.namedTemplates.join('\n'));
});
afterAll(() => rm(chart, { recursive: true, force: true }));

const anyScalar = fc.oneof(anyText, fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), fc.boolean());
/** Not `__proto__`: an object literal of a case cannot hold it as a key of its own. */
const anyKey = anyText.filter((key) => key !== '__proto__');
const anyMap = fc.dictionary(anyKey, anyText, { maxKeys: 4, noNullPrototype: true });
const anyTree = fc.oneof(
  anyScalar,
  anyMap,
  fc.array(anyScalar, { maxLength: 3 }),
  fc.dictionary(anyKey, fc.array(anyMap, { maxLength: 2 }), { maxKeys: 3, noNullPrototype: true }),
);
const anyDuration = fc
  .tuple(fc.integer({ min: 0, max: 10_000 }), fc.constantFrom('ms', 's', 'm', 'h'))
  .map((pair) => pair.join(''));

const near = fc.constantFrom(0, 168, 169, 170, 253, 254, 255);
const anyCidr = fc.oneof(
  fc
    .tuple(near, near, fc.integer({ min: 0, max: 32 }))
    .map(([first, second, prefix]) => `${first}.${second}.0.0/${prefix}`),
  fc
    .tuple(
      fc.constantFrom('::', 'fe80::', 'FEbf::1', 'fec0::', 'fd00:ec2::', 'fd01::'),
      fc.integer({ min: 0, max: 128 }),
    )
    .map(([address, prefix]) => `${address}/${prefix}`),
);

const shapeOf = (value: unknown) =>
  (({ string: 'text', number: 'integer', boolean: 'flag' }) as const)[typeof value as 'string'] ?? 'tree';

interface Word {
  operands: fc.Arbitrary<Operands>;
  build: (operands: Record<string, never>) => unknown;
}
const word = <O extends Operands>(operands: fc.Arbitrary<O>, build: (operands: O) => unknown): Word =>
  ({ operands, build }) as unknown as Word;

const words: Record<string, Word> = {
  'not, of anything': word(fc.record({ a: anyTree }), ({ a }) => expr.not(a)),
  'and, of anything': word(fc.record({ a: anyTree, b: anyTree }), ({ a, b }) => expr.and(a, b)),
  'or, of anything': word(fc.record({ a: anyTree, b: anyTree }), ({ a, b }) => expr.or(a, b)),
  equals: word(fc.record({ a: anyText, b: anyText }), ({ a, b }) => expr.or(expr.equals(a, b), expr.equals(a, 'on'))),
  lessThan: word(fc.record({ a: fc.integer(), b: fc.integer() }), ({ a, b }) => expr.lessThan(a, b)),
  fallback: word(fc.record({ a: anyText, b: anyText }), ({ a, b }) => expr.fallback(a, b)),
  choose: word(fc.record({ a: anyTree, b: anyText, c: anyText }), ({ a, b, c }) => expr.choose(a, b, c)),
  'str, with texts, numbers and flags': word(
    fc.record({ a: anyText, b: fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), c: fc.boolean() }),
    ({ a, b, c }) => expr.str`100% {{ ${a}:${b}/${'5%d'}${7}/${c} "}}`,
  ),
  'merged, also with literal entries': word(fc.record({ a: anyMap, b: anyMap, c: anyText }), ({ a, b, c }) =>
    expr.merged(a, { x: 'literal', on: c }, b),
  ),
  join: word(fc.record({ a: fc.array(anyText, { maxLength: 4 }) }), ({ a }) => expr.join(a, ',')),
  'filled, of texts that may be empty': word(fc.record({ a: anyText, b: anyText }), ({ a, b }) =>
    expr.filled(a, 'x', b),
  ),
  concat: word(fc.record({ a: fc.array(anyScalar), b: fc.array(anyText) }), ({ a, b }) => expr.concat(a, ['x'], b)),
  'recordsOf, within each other': word(fc.record({ a: fc.array(anyText, { maxLength: 4 }) }), ({ a }) =>
    expr.recordsOf(expr.recordsOf(a, 'cidr', { on: 'x' }), 'ipBlock'),
  ),
  'textsUnder, of items with and without the key': word(
    fc.record({
      a: fc.array(
        fc.dictionary(fc.constantFrom('image', 'name'), fc.oneof(anyText, fc.integer()), { noNullPrototype: true }),
        { maxLength: 4 },
      ),
    }),
    ({ a }) => expr.textsUnder(a, 'image'),
  ),
  closedWithin: word(fc.record({ a: anyCidr }), ({ a }) => expr.closedWithin(a)),
  linkLocalAmong: word(
    fc.record({ a: fc.array(fc.record({ cidr: anyCidr }, { noNullPrototype: true }), { maxLength: 4 }) }),
    ({ a }) => expr.linkLocalAmong(a),
  ),
  strayExceptions: word(
    fc.record({
      a: fc.array(
        fc.record(
          { cidr: anyCidr, except: fc.array(anyCidr, { maxLength: 4 }) },
          { requiredKeys: ['cidr'], noNullPrototype: true },
        ),
        { maxLength: 4 },
      ),
    }),
    ({ a }) => expr.strayExceptions(a),
  ),
  base64: word(fc.record({ a: anyText }), ({ a }) => expr.base64(a)),
  urlEncoded: word(fc.record({ a: anyText }), ({ a }) => expr.urlEncoded(a)),
  rawJson: word(fc.record({ a: anyTree, b: anyText }), ({ a, b }) => expr.rawJson({ a, list: [b, 1, true] })),
  checksum: word(fc.record({ a: anyTree, b: anyText }), ({ a, b }) => expr.checksum({ a, b })),
  milliseconds: word(fc.record({ a: anyDuration }), ({ a }) => expr.milliseconds(a)),
  'lookup, with and without the path': word(
    fc.record({
      a: fc.dictionary(fc.constantFrom('k', 'l'), fc.dictionary(fc.constantFrom('m', 'n'), anyText), {
        noNullPrototype: true,
      }),
      b: anyText,
      c: fc.constantFrom('k', 'l', 'x'),
    }),
    ({ a, b, c }) => expr.lookup(a, [c, 'm'], b, 'text'),
  ),
  count: word(fc.record({ a: fc.oneof(anyMap, fc.array(anyText)) }), ({ a }) => expr.count(a)),
  hasKey: word(fc.record({ a: anyMap, b: anyText }), ({ a, b }) => expr.hasKey(a, b)),
  'isSet, of what is there and what is not': word(fc.record({ a: anyTree }, { requiredKeys: [] }), ({ a }) =>
    expr.isSet(a),
  ),
};

for (const [name, { operands, build }] of Object.entries(words)) {
  withHelm(`${name}: 200 random operands give the same in JavaScript and in Helm`, async () => {
    const cases = fc.sample(operands, 200);
    const names = new Set(cases.flatMap((one) => Object.keys(one)));
    // An operand that differs in kind from case to case is known as none of the kinds: only truth is asked of it.
    const shapes = (name: string) => new Set(cases.flatMap((one) => (name in one ? [shapeOf(one[name])] : [])));
    const shapeOfAll = (name: string) => (shapes(name).size === 1 ? [...shapes(name)][0]! : 'tree');
    const paths = Object.fromEntries([...names].map((name) => [name, new Expr(`$case.${name}`, shapeOfAll(name))]));
    const template = expr.operand(build(paths as never));
    await writeFile(
      join(chart, 'templates/case.txt'),
      `results:\n{{- range $case := $.Values.cases }}\n  - {{ toJson ${template} }}\n{{- end }}`,
    );
    const answer = await helmTemplate(chart, { release: 'r', namespace: 'n', values: { cases } });
    if (answer.failed) throw new Error(answer.stderr);
    const fromHelm = answer.stdout
      .split('\n')
      .flatMap((line) => (line.startsWith('  - ') ? [JSON.parse(line.slice(4)) as unknown] : []));
    expect(fromHelm).toEqual(cases.map((one) => build(one as never)));
  });
}
