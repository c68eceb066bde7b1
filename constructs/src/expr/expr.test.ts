import { App, Chart } from 'cdk8s';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { group, integer, map, text } from '../schema/index.ts';
import { condition } from './expr.ts';
import {
  ChartTarget,
  checksum,
  choose,
  Expr,
  eachBlock,
  eachEntry,
  equals,
  type Knobs,
  knobsOf,
  manifest,
  not,
  opt,
  optSet,
  or,
  Refusal,
  refusalTemplate,
  spread,
  str,
  type Value,
  when,
  whenBlock,
} from './index.ts';

const name = new Expr<string>('$.Values.name', 'text');
const port = new Expr<number>('$.Values.port', 'integer');
const enabled = new Expr<boolean>('$.Values.enabled', 'flag');

/** The template of a ConfigMap with this body. */
function templateOf(body: Record<string, unknown>): string[] {
  const target = new ChartTarget();
  const chart = new Chart(new App({ resolvers: [target] }), 'chart');
  const object = manifest(chart, 'object', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm' }, ...body });
  return target.templateOf(object).trimEnd().split('\n');
}

describe('JavaScript cannot look inside an expression', () => {
  const misuses: Record<string, () => unknown> = {
    'a template literal': () => `${name as unknown as string}-gateway`,
    'text glued on with +': () => (name as unknown as string) + String.fromCharCode(45),
    arithmetic: () => (port as unknown as number) * 2,
    // biome-ignore lint/suspicious/noDoubleEquals: the misuse itself
    'a comparison with ==': () => (name as unknown as string) == 'gateway',
    'a comparison with <': () => (port as unknown as number) < 1024,
    'JSON.stringify': () => JSON.stringify({ name }),
    'String()': () => String(name),
  };
  test.each(Object.entries(misuses))('%s throws and names the expression', (_, misuse) => {
    expect(misuse).toThrow(/\$\.Values\.(name|port)/);
  });
});

describe('with concrete operands a word is a value, and no expression is left', () => {
  test('text, choice, checksum and equality', () => {
    expect(str`${'a'}:${1}/${true}`).toBe('a:1/true');
    expect(choose('', 'yes', 'no')).toBe('no');
    expect(equals('a', 'a')).toBe(true);
    expect(checksum({ b: 1, a: '<' })).toBe(checksum({ a: '<', b: 1 }));
  });

  test('absent keys and items disappear', () => {
    const chart = new Chart(new App(), 'chart');
    const object = manifest(chart, 'object', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'm', annotations: opt({}) },
      list: [when(false, 'a'), 'b', ...spread([])],
      zero: optSet(0),
      empty: opt(''),
    });
    expect(object.toJson()).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'm' },
      list: ['b'],
      zero: 0,
    });
  });
});

describe('the chart', () => {
  test('writes scalars through toJson, trees through toYaml, and conditions around a key', () => {
    expect(
      templateOf({ data: { a: str`${name}:${port}`, b: when(enabled, 'on'), c: new Expr('$.Values.tree', 'tree') } }),
    ).toEqual([
      '---',
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata:',
      '  name: m',
      'data:',
      '  a: {{ printf "%s:%d" $.Values.name (int64 $.Values.port) | toJson }}',
      '  {{- if $.Values.enabled }}',
      '  b: "on"',
      '  {{- end }}',
      '  c: {{- toYaml $.Values.tree | nindent 4 }}',
    ]);
  });

  test('writes list items for each entry of a map', () => {
    const env = new Expr<Record<string, string>>('$.Values.env', 'tree');
    const items = eachEntry(env, text('Text.'), (key, value) => ({ name: key, value }));
    expect(templateOf({ env: ['first', ...items] }).slice(5)).toEqual([
      'env:',
      '  - first',
      '  {{- range $key1, $item1 := $.Values.env }}',
      '  - name: {{ $key1 | toJson }}',
      '    value: {{ $item1 | toJson }}',
      '  {{- end }}',
    ]);
  });

  test('keeps braces that belong to others', () => {
    expect(templateOf({ text: 'pool {{ $labels.pool }}' })).toContain('text: {{ "pool {{ $labels.pool }}" | toJson }}');
  });

  test('refuses a map or a list that could be left without any content', () => {
    expect(() => templateOf({ data: { a: when(enabled, 'x') } })).toThrow(/data: every key may be absent/);
    expect(() => templateOf({ list: [when(enabled, 'x')] })).toThrow(/list: every item may be absent/);
  });

  test('puts objects into the blocks that hold them', () => {
    const target = new ChartTarget();
    const chart = new Chart(new App({ resolvers: [target] }), 'chart');
    const pool = group('A pool.', { replicas: integer('Pods.', 1) });
    const pools = knobsOf(group('All.', { pools: map(pool, 'Pools.') }), '$.Values').pools;
    whenBlock(chart, 'when', enabled, (s) => {
      eachBlock(s, 'pool', pools as Value<Record<string, { replicas: number }>>, pool, (scope, key, one) => {
        manifest(scope, 'object', { apiVersion: 'v1', kind: 'Pool', metadata: { name: key }, replicas: one.replicas });
      });
    });
    const [object] = chart.node.findAll().filter((node) => node.node.id === 'object');
    expect(
      target
        .templateOf(object as never)
        .split('\n')
        .slice(0, 2),
    ).toEqual(['{{- if $.Values.enabled }}', '{{- range $poolName, $pool := $.Values.pools }}']);
  });

  test('fails with the message of a refusal', () => {
    const chart = new Chart(new App(), 'chart');
    const refusal = new Refusal(chart, 'refusal', enabled, str`no ${name}`);
    expect(refusalTemplate([refusal])).toContain('{{- $refusals = append $refusals (printf "no %s" $.Values.name) }}');
  });
});

test('types tell an expression of a text from one of a number, and a group from its leaves', () => {
  type Pool = { readonly size: string; readonly spread: readonly string[]; readonly labels: Record<string, string> };
  expectTypeOf<Knobs<Pool>>().toEqualTypeOf<{
    readonly size: Value<string>;
    readonly spread: Value<readonly string[]>;
    readonly labels: Value<Record<string, string>>;
  }>();
  // @ts-expect-error a number cannot stand where a text is compared
  equals(port, 'a');
  // @ts-expect-error an expression of a text is no text
  const plain: string = name;
  expect(plain).toBe(name);
});

test('a condition says "not" twice only where that means something', () => {
  const two = or(name, port);
  expect(condition(two as Expr<boolean>)).toBe('or $.Values.name $.Values.port');
  expect(condition(not(two) as Expr<boolean>)).toBe('not (or $.Values.name $.Values.port)');
  expect(condition(new Expr('(eq "(not" $.Values.name)', 'flag'))).toBe('eq "(not" $.Values.name');
});
