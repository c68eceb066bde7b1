/** Values files as people write them, with the mistakes people make: one path from text to message, here and in Helm. */
import {
  defaultsOf,
  flag,
  group,
  integer,
  jsonSchemaOf,
  list,
  map,
  mergeValues,
  optionalInteger,
  partial,
  problemsOf,
  text,
  tree,
  valuesYaml,
} from '@brooder/constructs';
import { afterAll, beforeAll, expect } from 'vitest';
import { readValues } from '../../src/values-file.ts';
import { requireTool } from '../testbed/index.ts';
import { type ValuesChart, valuesChart } from './values-chart.ts';

const withHelm = requireTool('helm');

const pool = group('A pool.', {
  warm: integer('Idle workers.', 2, { minimum: 0 }),
  memory: text('Memory.', { form: 'quantity' }),
});
const description = group('Values.', {
  replicas: integer('Gateways.', 2, { minimum: 1, maximum: 65_535 }),
  threads: optionalInteger('Threads.'),
  debug: flag('Say more.', false),
  level: text('Log level.', { oneOf: ['info', 'debug'], default: 'info' }),
  drain: text('Drain.', { form: 'duration', default: '15m', mayBeEmpty: false }),
  cidrs: list(text('A range.', { form: 'cidr' }), 'Ranges.'),
  affinity: tree('map', 'Affinity.'),
  pool,
  pools: map(partial(pool), 'Pools.', { keyForm: 'dnsLabel' }),
});

let chart: ValuesChart;
beforeAll(async () => {
  chart = await valuesChart(valuesYaml(description), jsonSchemaOf(description));
});
afterAll(() => chart.remove());

const accepted = [
  '',
  'replicas: 3.0',
  'replicas: 1e3',
  'replicas: 1_000',
  'replicas: 0x10',
  'replicas: 017',
  'debug: on',
  'threads: 4',
  'pools: {a: {}}',
  'pools: {a: {warm: 0}}',
  'cidrs: ["fd00::/8"]',
  'pool: {memory: ""}',
  'affinity: {any: [thing]}',
];
const damaged = {
  'replicas: 0': ["- at '/replicas': minimum: got 0, want 1"],
  'replicas: 100000': ["- at '/replicas': maximum: got 100,000, want 65,535"],
  'replicas: 999999': ["- at '/replicas': maximum: got 999,999, want 65,535"],
  'replicas: 1234567': ["- at '/replicas': maximum: got 1.234567×10⁰⁶, want 65,535"],
  'replicas: 12345678': ["- at '/replicas': maximum: got 1.2345678×10⁰⁷, want 65,535"],
  'replicas: 1.5': ["- at '/replicas': got number, want integer"],
  'replicas: "2"': ["- at '/replicas': got string, want integer"],
  'replicas: 1:30': ["- at '/replicas': got string, want integer"],
  'replicas: null': ["- at '': missing property 'replicas'"],
  'replicas: null\ndebug: ~': ["- at '': missing properties 'replicas', 'debug'"],
  'pool: null': ["- at '': missing property 'pool'"],
  'pool: {warm: null}': ["- at '/pool': missing property 'warm'"],
  'threads:': ["- at '/threads': got null, want integer"],
  'threads: no': ["- at '/threads': got boolean, want integer"],
  'debug: "on"': ["- at '/debug': got string, want boolean"],
  'level: on': ["- at '/level': got boolean, want string"],
  'level: inf': ["- at '/level': value must be one of 'info', 'debug'"],
  'drain: 15': ["- at '/drain': got number, want string"],
  'drain: 15 min': ["- at '/drain': '15 min' does not match pattern '^([0-9]+(ms|s|m|h))$'"],
  'drain: ""': ["- at '/drain': '' does not match pattern '^([0-9]+(ms|s|m|h))$'"],
  'replica: 3': ["- at '': additional properties 'replica' not allowed"],
  'pool: {wram: 3}': ["- at '/pool': additional properties 'wram' not allowed"],
  'pool: 3': ["- at '/pool': got number, want object"],
  'replicas: {a: 1}': ["- at '/replicas': got object, want integer"],
  'pools: {Big: {}}': ["- at '/pools': additional properties 'Big' not allowed"],
  'pools: {on: {warm: -1}}': ["- at '/pools/true/warm': minimum: got -1, want 0"],
  'pools: {a: null}': ["- at '/pools/a': got null, want object"],
  'pools: {a: {warm: null}}': ["- at '/pools/a/warm': got null, want integer"],
  'cidrs: 10.0.0.0/8': ["- at '/cidrs': got string, want array"],
  'cidrs: [null, 1]': ["- at '/cidrs/0': got null, want string", "- at '/cidrs/1': got number, want string"],
  'cidrs: [null, 1]\nx: 1': [
    "- at '/cidrs': validation failed",
    "  - at '/cidrs/0': got null, want string",
    "  - at '/cidrs/1': got number, want string",
    "- at '': additional properties 'x' not allowed",
  ],
};

const problems = (text: string) => problemsOf(description, mergeValues(defaultsOf(description), readValues(text)));

withHelm('right values are taken by both, wrong ones refused by both in the lines of this table', async () => {
  const all = [...accepted.map((text) => [text, []] as const), ...Object.entries(damaged)];
  const compare = async ([text, lines]: (typeof all)[number]) => {
    const shown = await chart.show({ files: [text] });
    const theirs = 'refused' in shown ? shown.refused.filter((line) => /^ *- at/.test(line)) : [];
    expect({ text, lines: problems(text) }).toEqual({ text, lines });
    expect({ text, lines: theirs }).toEqual({ text, lines });
  };
  for (let i = 0; i < all.length; i += 4) await Promise.all(all.slice(i, i + 4).map(compare));
});

withHelm('helm lint says the same lines as helm template', async () => {
  const shown = await chart.show({ files: ['replicas: 0\npool: {wram: 1}\n'], command: 'lint' });
  const lines = 'refused' in shown ? shown.refused.filter((line) => /^ *- at/.test(line)) : [];
  expect(new Set(lines)).toEqual(new Set(problems('replicas: 0\npool: {wram: 1}\n')));
});
