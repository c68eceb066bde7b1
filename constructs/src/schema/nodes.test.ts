/** The types that descriptions give; `tsc` is what checks this file. */
import { expect, expectTypeOf, test } from 'vitest';
import {
  defaultsOf,
  flag,
  group,
  integer,
  integerOrText,
  list,
  map,
  optionalFlag,
  optionalInteger,
  type PartialDeep,
  partial,
  settingNode,
  text,
  tree,
  type ValueOf,
} from './index.ts';

const pool = group('A pool.', {
  role: text('Its role.', { oneOf: ['reader', 'writer'], default: 'reader' }),
  size: group('Size.', { cpu: text('CPU.', { form: 'quantity' }), threads: optionalInteger('Threads.') }),
  labels: map(text('One label.'), 'Labels.'),
});
const description = group('All.', {
  name: text('Name.'),
  replicas: integer('Replicas.', 2),
  on: flag('On.', true),
  maybe: optionalFlag('Maybe.'),
  surge: integerOrText('Surge.', '25%'),
  hosts: list(text('A host.'), 'Hosts.'),
  affinity: tree('map', 'Affinity.', { default: { nodeAffinity: {} } }),
  tolerations: tree('list', 'Tolerations.'),
  pool,
  pools: map(partial(pool), 'Pools.'),
});
type Values = ValueOf<typeof description>;
type Pool = ValueOf<typeof pool>;

test('a description gives the type of its values: choices stay literal, groups nest, optional leaves may be undefined', () => {
  expectTypeOf<Values['name']>().toEqualTypeOf<string>();
  expectTypeOf<Values['replicas']>().toEqualTypeOf<number>();
  expectTypeOf<Values['on']>().toEqualTypeOf<boolean>();
  expectTypeOf<Values['maybe']>().toEqualTypeOf<boolean | undefined>();
  expectTypeOf<Values['surge']>().toEqualTypeOf<number | string>();
  expectTypeOf<Values['hosts']>().toEqualTypeOf<readonly string[]>();
  expectTypeOf<Values['affinity']>().toEqualTypeOf<Readonly<Record<string, unknown>>>();
  expectTypeOf<Values['tolerations']>().toEqualTypeOf<readonly Readonly<Record<string, unknown>>[]>();
  expectTypeOf<Values['pool']['role']>().toEqualTypeOf<'reader' | 'writer'>();
  expectTypeOf<Values['pool']['size']['threads']>().toEqualTypeOf<number | undefined>();
  expectTypeOf<Values['pool']['labels']>().toEqualTypeOf<Readonly<Record<string, string>>>();
});

test('a partial group may leave out any key at any depth, but keeps maps and lists whole', () => {
  type Entry = Values['pools'][string];
  expectTypeOf<Entry['role']>().toEqualTypeOf<'reader' | 'writer' | undefined>();
  expectTypeOf<NonNullable<Entry['size']>['cpu']>().toEqualTypeOf<string | undefined>();
  expectTypeOf<NonNullable<Entry['labels']>>().toEqualTypeOf<Readonly<Record<string, string>>>();
  const none: Entry = {};
  const some: PartialDeep<Values> = { pools: { small: { size: { cpu: '1' } } } };
  expect([none, some]).toHaveLength(2);
});

test('the type refuses values that the schema refuses', () => {
  // @ts-expect-error a choice that is none
  const role: Pool['role'] = 'observer';
  // @ts-expect-error a text for a number
  const replicas: Values['replicas'] = '2';
  // @ts-expect-error a key that does not exist
  const typo: PartialDeep<Values> = { replica: 2 };
  // @ts-expect-error a list of another type
  const hosts: Values['hosts'] = [1];
  // @ts-expect-error an entry with an unknown key
  const pools: Values['pools'] = { small: { rool: 'reader' } };
  // @ts-expect-error a whole group leaves nothing out
  const whole: Pool = { role: 'reader' };
  const values = defaultsOf(description);
  // @ts-expect-error values are read-only
  values.name = 'x';
  // @ts-expect-error a default that is no choice
  text('Role.', { oneOf: ['reader'], default: 'writer' });
  // @ts-expect-error a form that does not exist
  text('Size.', { form: 'size' });
  // @ts-expect-error a default of another type
  integer('Replicas.', '2');
  expect([role, replicas, typo, hosts, pools, whole]).toHaveLength(6);
});

test('a leaf of the settings table has the type the chart gives it', () => {
  expectTypeOf<ValueOf<ReturnType<typeof settingNode<'pgPort'>>>>().toEqualTypeOf<number>();
  expectTypeOf<ValueOf<ReturnType<typeof settingNode<'threads'>>>>().toEqualTypeOf<number | undefined>();
  expectTypeOf<ValueOf<ReturnType<typeof settingNode<'loginTimeout'>>>>().toEqualTypeOf<string>();
  expectTypeOf<ValueOf<ReturnType<typeof settingNode<'cluster'>>>>().toEqualTypeOf<'process' | 'kubernetes'>();
  expectTypeOf<ValueOf<ReturnType<typeof settingNode<'s3UrlStyle'>>>>().toEqualTypeOf<'path' | 'vhost' | ''>();
  expectTypeOf<ValueOf<ReturnType<typeof settingNode<'s3UseSsl'>>>>().toEqualTypeOf<boolean | undefined>();
  expectTypeOf<ValueOf<ReturnType<typeof settingNode<'extensions'>>>>().toEqualTypeOf<readonly string[]>();
  // @ts-expect-error no setting
  expect(() => settingNode('pgPrt')).toThrow();
});
