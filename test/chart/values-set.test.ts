/** `--set`, `--set-string`, `--set-json` and several files mean to `brooder synth` what they mean to Helm. */
import { mergeOverrides, mergeValues, parseSet, type SetKind, type Tree } from '@brooder/constructs';
import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { requireTool } from '../testbed/index.ts';
import { type ValuesChart, valuesChart, yamlSafeJson } from './values-chart.ts';

const withHelm = requireTool('helm');
const defaults = { a: { b: 1, c: { d: 'x', e: null }, list: [{ x: 1 }, { x: 2 }] }, s: 'text', n: null, z: [1, 2] };
let chart: ValuesChart;
beforeAll(async () => {
  chart = await valuesChart(yamlSafeJson(defaults));
});
afterAll(() => chart.remove());

const flags = { set: '--set', string: '--set-string', json: '--set-json' } as const;

/** Helm's merged values, or 'refused'; `files` below, the texts over them. */
async function theirs(texts: readonly [SetKind, string][], files: readonly object[] = []) {
  const shown = await chart.show({
    files: files.map(yamlSafeJson),
    args: texts.flatMap(([kind, text]) => [flags[kind], text]),
  });
  return 'values' in shown ? shown.values : 'refused';
}
function ours(texts: readonly [SetKind, string][], files: readonly Tree[] = []) {
  try {
    const given = texts.reduce<Tree>((base, [kind, text]) => parseSet(text, kind, base), mergeOverrides(...files));
    return mergeValues(defaults, given);
  } catch (error) {
    expect(error).toMatchObject({ code: 'invalidValues' });
    return 'refused';
  }
}

const texts: readonly [SetKind, string][] = [
  ...[
    'a.b=2',
    'a.b=2,a.c.d=y',
    'k=',
    'k=,l=1',
    'k',
    'a.b',
    'a,b=1',
    ',',
    '',
    '=1',
    'a.=1',
    'a..b=1',
    'k=1,',
    'k==1',
    'k=a=b',
    'k=true',
    'k=TRUE',
    'k=False',
    'k=null',
    'k=NULL',
    'k=0',
    'k=-0',
    'k=+5',
    'k=-5',
    'k=007',
    'k=1.5',
    'k=1e3',
    'k= 1',
    'k=9223372036854775808',
    'k="1"',
    'k=yes',
    'k={}',
    'k={a,b}',
    'k={1,true,null}',
    'k={a',
    'k={a}b=1',
    'k={a},l=1',
    'k={a\\,b,c\\}}',
    'k=a\\,b',
    'k\\.l=1',
    'k\\=l=1',
    'k=\\',
    'k=a\\\\b',
    'k=\\{a',
    'é.ü=ß🦆',
    'z[0]=9',
    'z[3]=9',
    'l[1]=x',
    'l[0].m=1',
    'l[0].m=1,l[0].n=2',
    'l[1].m=1,l[0].n=2',
    'l[0][1]=x',
    'l[0][1].m=x',
    'l[0]={a,b}',
    'l[-1]=x',
    'l[x]=1',
    'l[65537]=1',
    'l[0',
    'l[0]x=1',
    'l[]=1',
    'l[+1]=x',
    'a=1',
    's.t=1',
    's[0]=1',
    'a[0]=1',
    'a=null',
    's=null',
    'a.b=null',
    'a.c=null',
    'a.c.e=null',
    'n=null',
    'k.l=null',
    'a.list=null',
    'n.m=1',
    'a.b.c=1',
    'a.list[0].x=5',
    'k[0]=1,k.l=1',
    'k=1,k.l=2',
    'k=1,k[0]=2',
    'k[0]=1,k[0].l=2',
    'k[0]=1,k[0][0]=2',
    `${'a.'.repeat(30)}b=1`,
    `${'a.'.repeat(31)}b=1`,
    '__proto__.x=1',
    'constructor=1',
  ].map((text): [SetKind, string] => ['set', text]),
  ...['k=1', 'k=true', 'k=null', 'k={1,true}', 'k=', 'l[0]=1', 'k=007', 'k=9007199254740993'].map(
    (text): [SetKind, string] => ['string', text],
  ),
  ...[
    'k=1',
    'k={"a":[1,"x, y",{"b":"}"}]}',
    'k=[1,2],l="a\\"b,c"',
    'k=',
    'k= ,l=1',
    'k=null,l=true',
    'k={',
    'k=nope',
    'k="a"x',
    'k= 1 , l = 2',
    'a={"b":null}',
    'a.c={"f":1}',
    'l[0]={"a":1}',
    'l[0]=',
    'k=1.50',
    'k=1e400',
    'k="\\u00e9🦆",l=1',
    'k={"a":1,"a":2}',
  ].map((text): [SetKind, string] => ['json', text]),
];

withHelm(
  'each text of --set, --set-string and --set-json gives the values Helm makes of it, or is refused as there',
  async () => {
    const wrong: string[] = [];
    const compare = async ([kind, text]: [SetKind, string]) => {
      const [here, there] = [ours([[kind, text]]), await theirs([[kind, text]])];
      if (JSON.stringify(sorted(here)) !== JSON.stringify(sorted(there)))
        wrong.push(`${flags[kind]} ${text}: Helm ${JSON.stringify(there)}, here ${JSON.stringify(here)}`);
    };
    for (let i = 0; i < texts.length; i += 4) await Promise.all(texts.slice(i, i + 4).map(compare));
    expect(wrong).toEqual([]);
  },
  120_000,
);

withHelm(
  'files, then --set texts over them: merged as Helm merges them',
  async () => {
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom(null, 1, 'x', true, [], [null, { x: 1 }]),
        fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'list', 's', 'n', 'z', 'k'), tie('node'), {
          maxKeys: 4,
          noNullPrototype: true,
        }),
      ),
    })).node;
    const file = fc.dictionary(fc.constantFrom('a', 's', 'n', 'z', 'k'), value, { maxKeys: 4, noNullPrototype: true });
    const set = fc
      .tuple(
        fc.constantFrom('a', 'a.b', 'a.c', 'a.c.d', 'a.list[0].x', 'a.list[1]', 'z[1]', 's', 'k.b', 'k[0].c'),
        fc.constantFrom('null', '1', '{a}', 'x'),
      )
      .map(([key, text]): [SetKind, string] => ['set', `${key}=${text}`]);
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(file, { maxLength: 3 }), fc.array(set, { maxLength: 2 }), async (files, sets) => {
        const here = ours(sets, files as Tree[]);
        expect(await theirs(sets, files)).toEqual(here);
        if (here !== 'refused') accepted++;
      }),
      { numRuns: 60, endOnFailure: true },
    );
    expect(accepted).toBeGreaterThan(20);
  },
  120_000,
);

withHelm('what Helm loses or rounds in silence is refused here', async () => {
  for (const [text, there] of [
    ['k=9007199254740993', { k: 9007199254740992 }],
    ['k.', {}],
    ['k[0]', { k: [] }],
    ['k[0].m=', { k: [] }],
  ] as const) {
    expect(ours([['set', text]])).toBe('refused');
    expect(await theirs([['set', text]])).toEqual({ ...mergeValues(defaults), ...there });
  }
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => [key, sorted(item)]);
}
