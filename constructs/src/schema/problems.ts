import { goNumber, goQuoted } from './go-text.ts';
import { type JsonSchema, type JsonType, jsonSchemaOf } from './json-schema.ts';
import type { ValueNode } from './nodes.ts';

/** A message of the validator, with those it is made of. */
interface Finding {
  readonly at: readonly string[];
  readonly message: string;
  readonly causes?: readonly Finding[];
}

/**
 * What is wrong with merged values: the lines that Helm prints for the same values and `values.schema.json`, for example
 * `- at '/image/pullPolicy': value must be one of 'Always', 'IfNotPresent', 'Never'`. Empty when all is well.
 *
 * Helm's order is by chance wherever a map is walked; ours is the order of the description. The rules and their order within one value
 * are those of github.com/santhosh-tekuri/jsonschema/v6, which Helm 3 validates with.
 */
export function problemsOf(node: ValueNode<unknown>, values: unknown): string[] {
  const finding = check(jsonSchemaOf(node), values, []);
  if (finding === undefined) return [];
  return (finding.causes ?? [finding]).flatMap((cause) => linesOf(cause, 0));
}

function linesOf({ at, message, causes = [] }: Finding, depth: number): string[] {
  const pointer = at.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  const line = `${'  '.repeat(depth)}- at ${goQuoted(pointer)}: ${message}`;
  return [line, ...causes.flatMap((cause) => linesOf(cause, depth + 1))];
}

function check(schema: JsonSchema, value: unknown, at: readonly string[]): Finding | undefined {
  if (schema.type === undefined) return undefined;
  const wanted = typeof schema.type === 'string' ? [schema.type] : schema.type;
  if (!wanted.some((type) => isOfType(value, type))) {
    return { at, message: `got ${typeName(value)}, want ${wanted.join(' or ')}` };
  }
  if (schema.enum && !schema.enum.includes(value as string)) {
    const choices = schema.enum.map(goQuoted).join(', ');
    return { at, message: `value must be ${schema.enum.length === 1 ? '' : 'one of '}${choices}` };
  }
  const findings = inside(schema, value, at);
  return findings.length > 1 ? { at, message: 'validation failed', causes: findings } : findings[0];
}

function inside(schema: JsonSchema, value: unknown, at: readonly string[]): Finding[] {
  if (typeof value === 'string') return textMessages(schema, value).map((message) => ({ at, message }));
  if (typeof value === 'number') return numberMessages(schema, value).map((message) => ({ at, message }));
  if (Array.isArray(value)) {
    return value.flatMap((item, i) => (schema.items ? (check(schema.items, item, [...at, String(i)]) ?? []) : []));
  }
  if (typeof value === 'object' && value !== null) return inObject(schema, value, at);
  return [];
}

function textMessages({ minLength = 0, maxLength = Infinity, pattern }: JsonSchema, text: string): string[] {
  const length = Array.from(text).length;
  return [
    ...(length < minLength ? [`minLength: got ${goNumber(length)}, want ${goNumber(minLength)}`] : []),
    ...(length > maxLength ? [`maxLength: got ${goNumber(length)}, want ${goNumber(maxLength)}`] : []),
    ...(pattern !== undefined && !new RegExp(pattern, 'u').test(text)
      ? [`${goQuoted(text)} does not match pattern ${goQuoted(pattern)}`]
      : []),
  ];
}

function numberMessages({ minimum = -Infinity, maximum = Infinity }: JsonSchema, number: number): string[] {
  return [
    ...(number < minimum ? [`minimum: got ${goNumber(number)}, want ${goNumber(minimum)}`] : []),
    ...(number > maximum ? [`maximum: got ${goNumber(number)}, want ${goNumber(maximum)}`] : []),
  ];
}

function inObject(schema: JsonSchema, object: object, at: readonly string[]): Finding[] {
  const given = Object.entries(object).filter(([, value]) => value !== undefined);
  const missing = (schema.required ?? []).filter((key) => !given.some(([name]) => name === key));
  const order = Object.keys(schema.properties ?? {});
  const found: Finding[] = [];
  const unknown: string[] = [];
  for (const [key, value] of given.toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b))) {
    const rule = ruleFor(schema, key);
    if (rule === false) unknown.push(key);
    else if (rule) found.push(...[check(rule, value, [...at, key])].filter((finding) => finding !== undefined));
  }
  return [
    ...(missing.length > 0
      ? [{ at, message: `missing ${plural('property', 'properties', missing)} ${missing.map(goQuoted).join(', ')}` }]
      : []),
    ...found,
    ...(unknown.length > 0
      ? [{ at, message: `additional properties ${unknown.toSorted().map(goQuoted).join(', ')} not allowed` }]
      : []),
  ];
}

const plural = (one: string, many: string, items: readonly unknown[]) => (items.length === 1 ? one : many);

/** The schema of a key's value; `false`: the key is not allowed; `undefined`: anything is. */
function ruleFor({ properties, patternProperties, additionalProperties }: JsonSchema, key: string) {
  if (properties && Object.hasOwn(properties, key)) return properties[key];
  for (const [pattern, schema] of Object.entries(patternProperties ?? {})) {
    if (new RegExp(pattern, 'u').test(key)) return schema;
  }
  return additionalProperties;
}

function isOfType(value: unknown, type: JsonType): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeName(value) === type;
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}
