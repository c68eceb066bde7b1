/** Arbitrary values descriptions, and arbitrary overrides for them, right and wrong. */
import {
  flag,
  group,
  integer,
  integerOrText,
  list,
  map,
  optionalFlag,
  optionalInteger,
  partial,
  type TextForm,
  text,
  textForms,
  tree,
  type ValueNode,
} from '@brooder/constructs';
import fc from 'fast-check';

type AnyNode = ValueNode<unknown>;

/** What a form takes, beside ''. The type asks for every form. */
const formExamples: Record<TextForm, readonly string[]> = {
  quantity: ['1', '500m', '1.5Gi', '.5', '1e3'],
  bytes: ['1024', '512Mi', '1.5Gi'],
  duration: ['250ms', '15m', '0s'],
  cidr: ['10.0.0.0/8', '0.0.0.0/0', '::/0', 'fd00:1::2/64', '1:2:3:4:5:6:7:8/128'],
  dnsLabel: ['a', 'a-1', '0'],
  dnsSubdomain: ['a.b', 'a-1.example.com'],
  workerRole: ['Dual', 'ReadOnly'],
  httpUrl: ['http://a', 'https://[::1]:8080/x?y#z'],
  httpsUrl: ['https://a', 'https://[::1]:8080/x?y#z'],
  imageDigest: [`sha256:${'0a'.repeat(32)}`],
};
/** Looks like a form and is none, or shows how a text is quoted and counted. */
const traps = [
  ...[
    '',
    ' ',
    'yes',
    'no',
    'on',
    'y',
    '~',
    'null',
    '0123',
    '1e3',
    '1_000',
    '1:30',
    '2001-12-14',
    '.5',
    '0x1F',
    '.inf',
    '<<',
    '=',
  ],
  ...[
    "it's",
    'say "hi"',
    'a\\b',
    'a\nb',
    'a\tb',
    '\u0007\u0000\u007f',
    '\u0085\u2028\ufeff',
    'é日本',
    '🦆🦆',
    '\u200b',
    'a: b',
    '# c',
    '- d',
    '{{ .x }}',
    '%',
    '@',
    '`',
    ' lead',
    'trail ',
  ],
  ...[
    '10.0.0.0/33',
    '256.0.0.0/8',
    '1::2::3/64',
    ':::/0',
    '1:2:3:4:5:6:7:8:9/0',
    '-a',
    'a-',
    'A',
    'a..b',
    'x'.repeat(64),
    `${'a.'.repeat(150)}a`,
    'ftp://a',
    'http://',
    'http://u:p@h',
    'http://a b',
    '15',
    '15 m',
    '-5s',
    '1Ti',
    '5k5',
  ],
];
const anyText = fc.oneof(fc.constantFrom(...traps, ...Object.values(formExamples).flat()), fc.string({ maxLength: 8 }));
const scalar = fc.oneof(
  anyText,
  fc.integer({ min: -10, max: 100_000 }),
  fc.constantFrom(0, 3.0, 1.5, -0.25, 999_999, 1_000_000, 12_345_678, 1e21, 2 ** 53),
  fc.boolean(),
  fc.constant(null),
);
const anything = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 2 }) },
  { weight: 1, arbitrary: fc.dictionary(anyText, scalar, { maxKeys: 2, noNullPrototype: true }) },
);

const key = fc.constantFrom(
  'image',
  'tag',
  'port',
  'size',
  'pools',
  'yesNo',
  'onOff',
  'nodeSelector',
  'x1',
  'limits',
  'env',
);
const doc = fc.constantFrom(
  'One sentence.',
  'A longer sentence that says `what` the value does, in which unit it counts, what happens without it, and that must be wrapped because it is long.',
  'Two sentences: "quoted" | piped. # Not a comment.',
);
const form = fc.constantFrom(...(Object.keys(textForms) as TextForm[]));

const plainText = fc.tuple(doc, anyText).map(([d, standard]) => text(d, { default: standard }));
const filledText = fc
  .tuple(doc, fc.string({ minLength: 1, maxLength: 5 }))
  .map(([d, standard]) => text(d, { default: standard, mayBeEmpty: false }));
const formText = fc
  .tuple(doc, form, fc.boolean())
  .map(([d, f, filled]) =>
    filled
      ? text(d, { form: f, mayBeEmpty: false, default: formExamples[f][0]! })
      : text(d, { form: f, example: formExamples[f].at(-1)! }),
  );
const choice = fc
  .tuple(doc, fc.uniqueArray(fc.constantFrom('a', 'b', "it's", 'on', 'é\n'), { minLength: 1, maxLength: 3 }))
  .map(([d, oneOf]) => text(d, { oneOf, default: oneOf[0]! }));
const number = fc
  .tuple(doc, fc.constantFrom([0, 10], [1, 65_535], [-5, 1_000_000], [undefined, 100]), fc.boolean())
  .map(([d, [minimum, maximum], optional]) => {
    const range = { ...(minimum === undefined ? {} : { minimum }), ...(maximum === undefined ? {} : { maximum }) };
    return optional ? optionalInteger(d, range) : integer(d, minimum ?? 7, range);
  });
const leaf: fc.Arbitrary<AnyNode> = fc.oneof(
  plainText,
  filledText,
  formText,
  choice,
  number,
  doc.map((d) => flag(d, true)),
  doc.map((d) => optionalFlag(d)),
  doc.map((d) => integerOrText(d, '25%')),
  doc.map((d) =>
    tree('map', d, {
      default: { on: { '0123': ['yes', 1, null, [{ y: 1 }, []]] }, 'a: b': 'x', '~': {} },
      example: { key: 'on' },
    }),
  ),
  doc.map((d) => tree('list', d, { example: [{ name: 'x', value: '1' }] })),
) as fc.Arbitrary<AnyNode>;

const fieldsOf = (node: fc.Arbitrary<AnyNode>) =>
  fc.dictionary(key, node, { minKeys: 1, maxKeys: 4, noNullPrototype: true });
const groupOf = (fields: fc.Arbitrary<AnyNode>) => fc.tuple(doc, fieldsOf(fields)).map(([d, f]) => group(d, f));
const inner = groupOf(leaf);
const listOf = fc.tuple(doc, fc.oneof(leaf, inner)).map(([d, item]) => list(item, d));
const mapOf = fc
  .tuple(doc, fc.oneof(leaf, inner, inner.map(partial)), fc.option(form, { nil: undefined }))
  .map(([d, item, keyForm]) => map(item, d, keyForm === undefined ? {} : { keyForm }));
const branch = fc.oneof(leaf, listOf, mapOf, inner, inner.map(partial)) as fc.Arbitrary<AnyNode>;

/** A root group, up to three groups deep. */
export const description = groupOf(fc.oneof(branch, groupOf(branch)) as fc.Arbitrary<AnyNode>);

/** Overrides of a description; each key may be left out, right, wrong in any way, or misspelt. */
export function overridesOf(node: AnyNode): fc.Arbitrary<Record<string, unknown>> {
  return valueFor(node).filter(
    (value): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value),
  );
}

function valueFor(node: AnyNode): fc.Arbitrary<unknown> {
  const wrong = { weight: 1, arbitrary: anything };
  const right = (arbitrary: fc.Arbitrary<unknown>) => fc.oneof({ weight: 3, arbitrary }, wrong);
  switch (node.kind) {
    case 'group': {
      const known = fc.record(
        Object.fromEntries(Object.entries(node.fields).map(([name, field]) => [name, valueFor(field)])),
        { requiredKeys: [], noNullPrototype: true },
      );
      const typo = fc.oneof(fc.constantFrom('imagee', "it's/a~key", 'é\n', 'tga'), key);
      const unknown = fc.dictionary(typo, anything, { maxKeys: 2, noNullPrototype: true });
      return fc.oneof(
        {
          weight: 9,
          arbitrary: fc.oneof(
            known,
            fc.tuple(unknown, known).map(([u, k]) => ({ ...u, ...k })),
          ),
        },
        wrong,
      );
    }
    case 'list':
      return right(fc.array(valueFor(node.item), { maxLength: 3 }));
    case 'map':
      return right(fc.dictionary(anyText, valueFor(node.item), { maxKeys: 3, noNullPrototype: true }));
    case 'text':
      return right(node.oneOf ? fc.constantFrom(...node.oneOf) : anyText);
    case 'integer':
      return right(fc.integer({ min: -10, max: 100_000 }));
    default:
      return anything;
  }
}
