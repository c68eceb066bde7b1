import { assertDescription } from './description-check.ts';
import type { ValueNode } from './nodes.ts';
import { patternOf, textForms } from './text-forms.ts';

/** The part of JSON Schema draft-07 that a description becomes. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  /** Absent: anything. */
  readonly type?: JsonType | readonly JsonType[];
  readonly deprecated?: true;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: false | JsonSchema;
  readonly items?: JsonSchema;
}
export type JsonType = 'boolean' | 'integer' | 'string' | 'array' | 'object';

const made = new WeakMap<ValueNode<unknown>, JsonSchema>();

/**
 * `values.schema.json` of a description; Helm checks the merged values against it, and `problemsOf` does the same.
 *
 * @throws TypeError  a description that cannot be one, for example with the key `on`
 */
export function jsonSchemaOf(node: ValueNode<unknown>): JsonSchema {
  const known = made.get(node);
  if (known) return known;
  assertDescription(node);
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...withAccepted(schemaOf(node, 'values', { partial: false, item: false }), acceptedBy(node)),
  };
  made.set(node, schema);
  return schema;
}

const acceptedBy = (node: ValueNode<unknown>) => (node.kind === 'group' ? (node.accepted ?? []) : []);

/** With every accepted path let through. The keys above one that are not described take only what is accepted below them. */
const withAccepted = (schema: JsonSchema, paths: readonly (readonly string[])[]): JsonSchema =>
  paths.reduce((whole, path) => withPath(whole, path), schema);

function withPath(schema: JsonSchema, [key, ...below]: readonly string[]): JsonSchema {
  if (key === undefined) return { deprecated: true };
  const inner = schema.properties?.[key] ?? { type: 'object', deprecated: true, additionalProperties: false };
  return { ...schema, properties: { ...schema.properties, [key]: withPath(inner, below) } };
}

/** Where a node stands: below a partial group, with only groups between; in an item of a list or an entry of a map. */
interface Place {
  readonly partial: boolean;
  readonly item: boolean;
}

function schemaOf(node: ValueNode<unknown>, title: string, place: Place): JsonSchema {
  const about = { title, description: node.doc };
  if (node.kind === 'group') {
    const partial = place.partial || node.partial === true;
    const fields = Object.entries(node.fields);
    const required = partial ? [] : fields.filter(([, field]) => isRequired(field)).map(([key]) => key);
    return {
      ...about,
      type: 'object',
      ...(node.shared ? {} : { additionalProperties: false }),
      ...(required.length > 0 ? { required } : {}),
      properties: Object.fromEntries(fields.map(([key, field]) => [key, schemaOf(field, key, { ...place, partial })])),
    };
  }
  return {
    ...about,
    ...leafRules(node),
    // A partial group inherits, and an item is given whole: their defaults are never used.
    ...(node.default === undefined || place.partial || place.item ? {} : { default: node.default }),
    ...(node.example === undefined ? {} : { examples: [node.example] }),
  };
}

const isRequired = (node: ValueNode<unknown>) => node.kind === 'group' || node.default !== undefined;

type LeafNode = Exclude<ValueNode<unknown>, { kind: 'group' }>;

function leafRules(node: LeafNode): JsonSchema {
  switch (node.kind) {
    case 'text':
      return textRules(node);
    case 'integer':
      return {
        type: 'integer',
        ...(node.minimum === undefined ? {} : { minimum: node.minimum }),
        ...(node.maximum === undefined ? {} : { maximum: node.maximum }),
      };
    case 'flag':
      return { type: 'boolean' };
    case 'integerOrText':
      return { type: ['integer', 'string'] };
    case 'tree':
      return node.shape === 'map' ? { type: 'object' } : { type: 'array', items: { type: 'object' } };
    case 'list':
      return { type: 'array', items: schemaOf(node.item, 'item', { partial: false, item: true }) };
    case 'map': {
      const item = schemaOf(node.item, 'entry', { partial: false, item: true });
      if (node.keyForm === undefined) return { type: 'object', additionalProperties: item };
      // Not `propertyNames`: Helm's validator prints a wrong path for it.
      return {
        type: 'object',
        patternProperties: { [patternOf(node.keyForm, false)]: item },
        additionalProperties: false,
      };
    }
  }
}

function textRules({ oneOf, form, mayBeEmpty = true }: Extract<LeafNode, { kind: 'text' }>): JsonSchema {
  if (oneOf) return { type: 'string', enum: oneOf };
  if (form === undefined) return { type: 'string', ...(mayBeEmpty ? {} : { minLength: 1 }) };
  const { maxLength } = textForms[form];
  return {
    type: 'string',
    ...(maxLength === undefined ? {} : { maxLength }),
    pattern: patternOf(form, mayBeEmpty),
  };
}
