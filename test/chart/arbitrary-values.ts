/** Random values that fit a description: what a user could write into a values file. */
import { isDeepStrictEqual } from 'node:util';
import type { GroupNode, ValueNode } from '@brooder/constructs';
import fc from 'fast-check';

type AnyNode = ValueNode<unknown>;
export type Path = readonly string[];

/** Texts that YAML, Go templates and JSON each treat in a way of their own. */
const traps = [
  '',
  'on',
  'no',
  '0123',
  '1e3',
  '1_000',
  '1:30',
  '2001-01-01',
  'null',
  '~',
  'x: {y}',
  '{{ .Values.x }}',
  '%d%',
  '"q"',
  "'",
  '\\',
  '<&>',
  'a\nb\n',
  '\u2028',
  'é',
  '🦆',
  '- a',
  '#c',
  ' pad ',
  '|',
  '=',
  '<<',
];
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...traps),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
/** Not `<<`: Helm's `toYaml` prints that key unquoted, and reads it back as a merge. */
const anyKey = fc.oneof(
  fc.constantFrom('on', 'y', '0123', 'null', '1e3', 'disk/type', 'a b', '{{ x }}', 'é'),
  fc.stringMatching(/^[a-z][a-zA-Z0-9./-]{0,12}$/),
);
const anyScalar = fc.oneof(
  anyText,
  fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
  fc.constantFrom(1000000, 0.5),
  fc.boolean(),
);
const mapOf = <T>(value: fc.Arbitrary<T>, maxKeys = 3) =>
  fc.dictionary(anyKey, value, { maxKeys, noNullPrototype: true });
const anyTree: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: anyScalar },
  mapOf(anyScalar),
  fc.array(anyScalar, { maxLength: 2 }),
  mapOf(fc.array(mapOf(anyScalar), { maxLength: 2 }), 2),
);
const nested = mapOf(anyTree);

const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,10}[a-z0-9])?$/);
const forms: Record<string, fc.Arbitrary<string>> = {
  quantity: fc.constantFrom('100m', '1', '2.5', '512Mi', '4Gi', '1000000', '1e3'),
  bytes: fc.constantFrom('1000', '512Mi', '4Gi', '1.5Gi'),
  workerRole: fc.constantFrom('Dual', 'ReadOnly', 'WriteOnly'),
  duration: fc
    .tuple(fc.integer({ min: 0, max: 900 }), fc.constantFrom('ms', 's', 'm', 'h'))
    .map((pair) => pair.join('')),
  cidr: fc.constantFrom('10.0.0.0/8', '0.0.0.0/0', '192.168.1.7/32', 'fd00::/8', '::/0'),
  dnsLabel: label,
  dnsSubdomain: fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.')),
  httpUrl: fc.constantFrom('https://idp.example.org/realm', 'http://10.0.0.1:8080'),
  httpsUrl: fc.constantFrom('https://idp.example.org/realm', 'https://10.0.0.1:8443'),
  imageDigest: fc.stringMatching(/^sha256:[0-9a-f]{64}$/),
};

/** A random valid value of `node`. */
export function anyValueOf(node: AnyNode): fc.Arbitrary<unknown> {
  switch (node.kind) {
    case 'text': {
      if (node.oneOf) return fc.constantFrom(...node.oneOf);
      if (node.form) {
        const form = forms[node.form];
        if (!form) throw new Error(`no arbitrary for the text form ${node.form}`);
        return node.mayBeEmpty === false ? form : fc.oneof({ weight: 5, arbitrary: form }, fc.constant(''));
      }
      return node.mayBeEmpty === false ? anyText.filter((text) => text !== '') : anyText;
    }
    case 'integer': {
      const min = node.minimum ?? 0;
      const max = node.maximum ?? min + 2_000_000;
      return fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max, Math.min(max, Math.max(min, 1000000))));
    }
    case 'flag':
      return fc.boolean();
    case 'integerOrText':
      return fc.oneof(fc.integer({ min: 0, max: 1_000_000 }), fc.constantFrom('25%', '100%'));
    case 'list':
      return fc.array(anyValueOf(node.item as AnyNode), { maxLength: 3 });
    case 'map': {
      const key = node.keyForm ? forms[node.keyForm]! : anyKey;
      return fc.dictionary(key, anyValueOf(node.item as AnyNode), { maxKeys: 3, noNullPrototype: true });
    }
    case 'tree':
      return node.shape === 'map' ? nested : fc.array(nested, { maxLength: 2 });
    case 'group': {
      const { fields, partial } = node as unknown as GroupNode;
      const members = Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, anyValueOf(field)]));
      return fc.record(members, { noNullPrototype: true, ...(partial ? { requiredKeys: [] } : {}) });
    }
  }
}

/** Every leaf of the values: through groups, not into maps and lists. */
export function leavesOf(node: AnyNode, path: Path = []): { path: Path; node: AnyNode }[] {
  if (node.kind !== 'group') return [{ path, node }];
  return Object.entries((node as unknown as GroupNode).fields).flatMap(([key, field]) =>
    leavesOf(field, [...path, key]),
  );
}

/** Overrides of a few random leaves; an entry of a map that has a default may be deleted with null. */
export function anyOverrides(node: AnyNode, maxLeaves = 10): fc.Arbitrary<Record<string, unknown>> {
  const leaves = leavesOf(node).map((leaf) => overrideOf(leaf.node).map((value) => ({ path: leaf.path, value })));
  return fc
    .uniqueArray(fc.nat({ max: leaves.length - 1 }), { minLength: 1, maxLength: maxLeaves })
    .chain((picked) => fc.tuple(...picked.map((i) => leaves[i]!)))
    .map((chosen) => chosen.reduce((values, { path, value }) => withLeaf(values, path, value), {}));
}

function overrideOf(node: AnyNode): fc.Arbitrary<unknown> {
  const value = anyValueOf(node);
  const preset = node.kind === 'map' ? Object.keys(node.default ?? {}) : [];
  if (preset.length === 0) return value;
  return fc
    .tuple(value, fc.subarray(preset))
    .map(([map, gone]) => ({ ...(map as object), ...Object.fromEntries(gone.map((key) => [key, null])) }));
}

/** `values` with one leaf set; the groups on the way are copied. */
export function withLeaf(values: Record<string, unknown>, path: Path, value: unknown): Record<string, unknown> {
  const [key, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) return { ...values, [key]: value };
  return { ...values, [key]: withLeaf((values[key] ?? {}) as Record<string, unknown>, rest, value) };
}

/** The value at `path`. */
export const leafAt = (values: unknown, path: Path): unknown =>
  path.reduce((group, key) => (group as Record<string, unknown> | undefined)?.[key], values);

/** Valid values of `node` that differ from `value`, the most telling first. */
export function otherValuesOf(node: AnyNode, value: unknown, seed: number): unknown[] {
  const random = fc.sample(anyValueOf(node), { numRuns: 12, seed });
  const example = node.kind === 'group' || node.example === undefined ? [] : [node.example];
  return [...nearbyValues(node, value), ...example, ...random].filter((other) => !isDeepStrictEqual(other, value));
}

function nearbyValues(node: AnyNode, value: unknown): unknown[] {
  if (node.kind === 'flag') return [!value];
  if (node.kind === 'text') return [...(node.oneOf ?? [])];
  if (node.kind !== 'integer' || typeof value !== 'number') return [];
  const { minimum = 0, maximum = Number.POSITIVE_INFINITY } = node;
  return [value + 1, value - 1].filter((near) => near >= minimum && near <= maximum);
}
