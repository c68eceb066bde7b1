import { settings } from '@brooder/contracts';
import { expect, test } from 'vitest';
import {
  defaultsOf,
  explainKey,
  flag,
  formHints,
  group,
  integer,
  jsonSchemaOf,
  list,
  map,
  nearestKey,
  nearestKeys,
  optionalInteger,
  partial,
  problemsOf,
  settingNode,
  settingsWithChartPath,
  type TextForm,
  text,
  textForms,
  tree,
  valuesTable,
  valuesYaml,
} from './index.ts';

const image = group('The image.', {
  repository: text('Where it is.', { default: 'brooder/worker', mayBeEmpty: false }),
  tag: text('Which one; empty: the version.'),
  digest: text('Wins over the tag.', { form: 'imageDigest' }),
  pullPolicy: text('When it is pulled.', { default: 'IfNotPresent', oneOf: ['Always', 'IfNotPresent'] }),
});
const description = group('Values.', {
  image,
  port: integer('Port | listener.', 5432, { minimum: 1, maximum: 65_535 }),
  threads: optionalInteger('Threads. Absent: one for each CPU.'),
  debug: flag('Say more.', false),
  hosts: list(group('A host.', { name: text('Its name.', { form: 'dnsSubdomain' }) }), 'Hosts.'),
  tolerations: tree('list', 'Tolerations.', { example: [{ key: 'dedicated', value: 'on' }] }),
  pools: map(partial(group('A pool.', { image, warm: integer('Idle workers.', 2) })), 'Pools.', {
    keyForm: 'dnsLabel',
  }),
});
const values = { ...defaultsOf(description) };

test('values.yaml has every key in order, its documentation above, its example below', () => {
  expect(valuesYaml(description)).toBe(`# Values.

# The image.
image:
  # Where it is.
  repository: "brooder/worker"
  # Which one; empty: the version.
  tag: ""
  # Wins over the tag.
  digest: ""
  # When it is pulled.
  pullPolicy: "IfNotPresent"

# Port | listener.
port: 5432

# Threads. Absent: one for each CPU.
# threads: # integer

# Say more.
debug: false

# Hosts.
hosts: []
# An item takes:
#   name (dnsSubdomain): Its name.

# Tolerations.
tolerations: []
# Example:
# tolerations:
#   - key: "dedicated"
#     value: "on"

# Pools.
pools: {}
# An entry takes:
#   image.repository (text): Where it is.
#   image.tag (text): Which one; empty: the version.
#   image.digest (imageDigest): Wins over the tag.
#   image.pullPolicy (one of Always, IfNotPresent): When it is pulled.
#   warm (integer): Idle workers.
`);
});

test('the table has a row for every leaf, in order, with pipes escaped and no default where none is used', () => {
  const rows = valuesTable(description).split('\n');
  expect(rows[0]).toBe('| Key | Type | Default | Description |');
  expect(rows).toContain('| `port` | integer, 1 to 65535 | `5432` | Port \\| listener. |');
  expect(rows).toContain('| `threads` | integer |  | Threads. Absent: one for each CPU. |');
  expect(rows).toContain('| `pools.*.warm` | integer |  | Idle workers. |');
  expect(rows.filter((row) => row.includes('image.tag'))).toHaveLength(2);
});

test('defaults are their own copy, pass their own check, and leave optional leaves out', () => {
  expect(problemsOf(description, values)).toEqual([]);
  expect(values).not.toHaveProperty('threads');
  (defaultsOf(description).hosts as unknown[]).push('x');
  expect(defaultsOf(description).hosts).toEqual([]);
});

test('the schema closes every group, asks for every key with a default, and for none of a partial group', () => {
  const schema = jsonSchemaOf(description);
  expect(schema.additionalProperties).toBe(false);
  expect(schema.required).toEqual(['image', 'port', 'debug', 'hosts', 'tolerations', 'pools']);
  const entry = Object.values(schema.properties!.pools!.patternProperties!)[0]!;
  expect(entry.required).toBeUndefined();
  expect(entry.properties!.image).toMatchObject({ additionalProperties: false });
  expect(entry.properties!.image!.required).toBeUndefined();
  expect(schema.properties!.hosts!.items!.required).toEqual(['name']);
});

test.each([
  [{ port: 0 }, ["- at '/port': minimum: got 0, want 1"]],
  [{ port: 70_000 }, ["- at '/port': maximum: got 70,000, want 65,535"]],
  [{ port: '5432' }, ["- at '/port': got string, want integer"]],
  [{ port: undefined }, ["- at '': missing property 'port'"]],
  [
    { image: { ...values.image, pullPolicy: 'Never' } },
    ["- at '/image/pullPolicy': value must be one of 'Always', 'IfNotPresent'"],
  ],
  [{ image: { ...values.image, tga: 'x' } }, ["- at '/image': additional properties 'tga' not allowed"]],
  [{ image: { ...values.image, repository: '' } }, ["- at '/image/repository': minLength: got 0, want 1"]],
  [{ pools: { Small: {} } }, ["- at '/pools': additional properties 'Small' not allowed"]],
  [{ hosts: [{}] }, ["- at '/hosts/0': missing property 'name'"]],
])('%j is refused with its path and what was expected', (change, lines) => {
  expect(problemsOf(description, { ...values, ...change })).toEqual(lines);
});

test.each(['y', 'N', 'on', 'off', 'yes', 'no', 'true', 'null', 'a-b', '1a', ''])(
  'a description may not have the key %j',
  (key) => {
    const wrong = group('Values.', { inner: group('Inner.', { [key]: flag('A flag.', true) }) });
    expect(() => jsonSchemaOf(wrong)).toThrow(/^values description, inner\./);
    expect(() => valuesYaml(wrong)).toThrow(TypeError);
  },
);

const forms: Record<TextForm, { right: string[]; wrong: string[] }> = {
  quantity: { right: ['1', '500m', '1.5Gi', '.5', '1e3', '2k', '3.'], wrong: ['-1', 'Gi', '1 Gi', '1GiB', '1ki', ''] },
  bytes: { right: ['1024', '512Mi', '1.5Gi'], wrong: ['1Ti', '500m', '1G'] },
  duration: { right: ['250ms', '15m', '0s', '1h'], wrong: ['15', '1.5s', '1d', '1h30m', '15m\n'] },
  cidr: {
    right: [
      '10.0.0.0/8',
      '0.0.0.0/0',
      '255.255.255.255/32',
      '::/0',
      '::1/128',
      'fd00::/8',
      '1:2:3:4:5:6:7:8/64',
      '1::8/9',
      '1:2::7:8/9',
      '1::/9',
      'a:b:c:d:e:f:1::/100',
    ],
    wrong: [
      '10.0.0.0',
      '10.0.0.0/33',
      '256.0.0.0/8',
      '10.0.0/8',
      '01.0.0.0/8',
      '::/129',
      '1::2::3/64',
      ':/0',
      ':::/0',
      '1:2:3:4:5:6:7:8:9/0',
      '1:2:3:4:5:6:7/0',
      '12345::/0',
      '1:2:3:4:5:6:7:8::/0',
      '10.0.0.0/08',
    ],
  },
  dnsLabel: { right: ['a', 'a-1', '0', 'x'.repeat(63)], wrong: ['-a', 'a-', 'A', 'a.b', 'x'.repeat(64), 'ä'] },
  dnsSubdomain: { right: ['a', 'a.b', 'a-1.example.com'], wrong: ['a..b', '.a', 'a.', `${'a.'.repeat(127)}`, 'A.b'] },
  httpUrl: {
    right: ['http://a', 'https://a.b:8443/x?y#z', 'https://[::1]:1/'],
    wrong: ['ftp://a', 'http://', 'http://u:p@h', 'http://a b', 'http://a/é', 'a'],
  },
  httpsUrl: {
    right: ['https://a', 'https://a.b:8443/x?y#z', 'https://[::1]:1/'],
    wrong: ['http://a', 'https://', 'https://u:p@h', 'https://a b', 'a'],
  },
  workerRole: { right: ['Dual', 'ReadOnly', 'WriteOnly'], wrong: ['dual', 'Reader'] },
  imageDigest: { right: [`sha256:${'0a'.repeat(32)}`], wrong: ['sha256:0a', `sha256:${'0A'.repeat(32)}`, 'latest'] },
};
test.each(Object.entries(forms))(
  'the form %s takes what is right and nothing else, and "" only where it may be empty',
  (name, { right, wrong }) => {
    const form = name as TextForm;
    const passes = (value: string, mayBeEmpty: boolean) =>
      problemsOf(text('A text.', { form, mayBeEmpty }), value).length === 0;
    expect(right.filter((value) => !passes(value, false))).toEqual([]);
    expect(wrong.filter((value) => value !== '' && passes(value, true))).toEqual([]);
    expect([passes('', true), passes('', false)]).toEqual([true, false]);
    // Go and JavaScript read these differently.
    expect(textForms[form].pattern).not.toMatch(/\\[swdbSWDB]|\(\?/);
  },
);

test('an unknown key gets the nearest one beside it, or the only one of its name elsewhere', () => {
  expect(
    nearestKeys(description, {
      image: { tga: 1, tag: 'x' },
      digest: 'x',
      Port: 1,
      pools: { a: { wram: 1 } },
      hosts: [{ nam: 1 }],
      zzzzzzzz: 1,
    }),
  ).toEqual([
    'image.tga is unknown. Did you mean image.tag?',
    'Port is unknown. Did you mean port?',
    'pools.a.wram is unknown. Did you mean pools.a.warm?',
    'hosts.0.nam is unknown. Did you mean hosts.0.name?',
  ]);
  expect(nearestKeys(group('Values.', { image }), { digest: 'x' })).toEqual([
    'digest is unknown. Did you mean image.digest?',
  ]);
});

test('a text or a key of the wrong form is explained in words, with its path', () => {
  const wrong = {
    image: { digest: 'latest', tag: 'x' },
    hosts: [{ name: 'a' }, { name: 'A' }],
    pools: { Big: {}, small: { image: { digest: 'x' } } },
    port: 'x',
  };
  expect(formHints(description, wrong)).toEqual([
    'image.digest must be sha256: and 64 hexadecimal digits',
    'hosts.1.name must be DNS labels joined by dots, at most 253 characters',
    'pools.Big: the key must be at most 63 lower-case letters, digits and inner dashes',
    'pools.small.image.digest must be sha256: and 64 hexadecimal digits',
  ]);
  expect(formHints(description, values)).toEqual([]);
});

test('a key is explained wherever it stands, and a wrong one is undefined with a nearest one', () => {
  expect(explainKey(description, 'port')).toEqual({
    path: 'port',
    type: 'integer, 1 to 65535',
    default: 5432,
    doc: 'Port | listener.',
    constraints: ['must be at least 1', 'must be at most 65535'],
    keys: [],
  });
  expect(explainKey(description, 'image')).toMatchObject({
    type: 'group',
    keys: ['repository', 'tag', 'digest', 'pullPolicy'],
  });
  expect(explainKey(description, 'pools.small.warm')).not.toHaveProperty('default');
  expect(explainKey(description, 'hosts[0].name')).toMatchObject({ type: 'dnsSubdomain' });
  expect(explainKey(description, 'tolerations')).toMatchObject({ example: [{ key: 'dedicated', value: 'on' }] });
  expect(explainKey(description, 'image.tga')).toBeUndefined();
  expect(explainKey(description, 'port.x')).toBeUndefined();
  expect(explainKey(description, 'constructor')).toBeUndefined();
  expect(nearestKey(description, 'image.tga')).toBe('image.tag');
});

test('every setting with a place in the chart becomes a leaf whose default passes its own check', () => {
  expect(settingsWithChartPath()).toContain('loginTimeout');
  expect(settingsWithChartPath()).not.toContain('dataDir');
  for (const name of settingsWithChartPath()) {
    const leaf = settingNode(name);
    const standard = defaultsOf(leaf);
    if (standard !== undefined) expect([name, problemsOf(leaf, standard)]).toEqual([name, []]);
    expect(leaf.doc.startsWith(settings[name].doc.split(/[.,;]/)[0]!)).toBe(true);
  }
  expect(settingNode('cluster', { default: 'kubernetes' })).toMatchObject({ default: 'kubernetes' });
  expect(defaultsOf(settingNode('handoverDrainTimeout'))).toMatch(/^[0-9]+m$/);
});
