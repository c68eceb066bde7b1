import { assertDescription } from './description-check.ts';
import type { ValueNode } from './nodes.ts';
import { patternOf, textForms } from './text-forms.ts';

/** The part of JSON Schema draft-07 that a description becomes. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type: JsonType | readonly JsonType[];
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
  const schema = { $schema: 'http://json-schema.org/draft-07/schema#', ...schemaOf(node, 'values', false) };
  made.set(node, schema);
  return schema;
}

/** @param inPartial  a partial group stands somewhere above, with only groups between */
function schemaOf(node: ValueNode<unknown>, title: string, inPartial: boolean): JsonSchema {
  const about = { title, description: node.doc };
  if (node.kind === 'group') {
    const partial = inPartial || node.partial === true;
    const fields = Object.entries(node.fields);
    const required = partial ? [] : fields.filter(([, field]) => isRequired(field)).map(([key]) => key);
    return {
      ...about,
      type: 'object',
      additionalProperties: false,
      ...(required.length > 0 ? { required } : {}),
      properties: Object.fromEntries(fields.map(([key, field]) => [key, schemaOf(field, key, partial)])),
    };
  }
  return {
    ...about,
    ...leafRules(node),
    // Below a partial group the inherited value holds, not the default.
    ...(node.default === undefined || inPartial ? {} : { default: node.default }),
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
      return { type: 'array', items: schemaOf(node.item, 'item', false) };
    case 'map': {
      const item = schemaOf(node.item, 'entry', false);
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
