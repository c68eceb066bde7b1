/** Writes an object as a Go template of YAML. YAML's own writer cannot be used: it knows neither conditions nor indentation of actions. */
import { condition, Expr, pipeline } from './expr.ts';
import { escapedText } from './go-literal.ts';
import { carrierKey } from './manifest.ts';
import { Branch, Each, Spread } from './tree.ts';

/** Turns what cdk8s resolved back into the node it stands for. */
type Restore = (value: unknown) => unknown;

/**
 * Lines of the template.
 *
 * @throws TypeError  when a map or list has only parts that may be absent and is not itself under a condition: Helm would print null where
 *   synth prints nothing
 */
export function writeTemplate(object: object, restore: Restore): string[] {
  return entries(object, 0, restore, '');
}

const plainText = /^[A-Za-z/][\w./-]*$/;
const plainKey = /^[A-Za-z_][\w./-]*$/;
/** YAML 1.1 reads these words as booleans or null. */
const trapWord = /^(y|yes|n|no|on|off|true|false|null|~)$/i;
const keyText = (key: string) => {
  if (key.includes('{{')) return `{{ ${escapedText(key)} | toJson }}`;
  return plainKey.test(key) && !trapWord.test(key) ? key : JSON.stringify(key);
};

const pad = (indent: number) => ' '.repeat(indent);
const carriedIn = (value: unknown, restore: Restore): unknown =>
  typeof value === 'object' && value !== null && carrierKey in value ? restore(value[carrierKey]) : value;
const mayBeAbsent = (value: unknown) =>
  (value instanceof Branch && value.no === undefined) || value instanceof Each || value instanceof Spread;

function entries(map: object, indent: number, restore: Restore, path: string, guarded = false): string[] {
  const present = Object.entries(map)
    .map(([key, value]) => [key, carriedIn(restore(value), restore)] as const)
    .filter(([, value]) => value !== undefined);
  if (!guarded && present.length > 0 && present.every(([, value]) => mayBeAbsent(value))) {
    throw new TypeError(`${path || 'object'}: every key may be absent, so the whole map must be conditional`);
  }
  return present.flatMap(([key, value]) => field(`${keyText(key)}:`, value, indent, restore, `${path}.${key}`));
}

/** @param guarded  a condition stands right above, which holds only when something is in the list or map */
function field(head: string, raw: unknown, indent: number, restore: Restore, path: string, guarded = false): string[] {
  const value = restore(raw);
  const line = `${pad(indent)}${head}`;
  if (value instanceof Expr) {
    return [
      value.shape === 'tree'
        ? `${line} {{- toYaml ${value.template} | nindent ${indent + 2} }}`
        : `${line} {{ ${pipeline(value)} | toJson }}`,
    ];
  }
  if (value instanceof Branch) {
    return [
      `${pad(indent)}{{- if ${condition(value.condition)} }}`,
      ...field(head, value.yes, indent, restore, path, true),
      ...(value.no === undefined ? [] : [`${pad(indent)}{{- else }}`, ...field(head, value.no, indent, restore, path)]),
      `${pad(indent)}{{- end }}`,
    ];
  }
  if (value instanceof Each) {
    return [
      `${pad(indent)}{{- range ${value.key}, ${value.item} := ${pipeline(value.source)} }}`,
      ...field(head, value.body, indent, restore, path),
      `${pad(indent)}{{- end }}`,
    ];
  }
  if (value instanceof Spread) {
    return [
      `${pad(indent)}{{- with ${pipeline(value.source)} }}`,
      `${pad(indent)}{{- toYaml . | nindent ${indent} }}`,
      `${pad(indent)}{{- end }}`,
    ];
  }
  if (Array.isArray(value)) return list(line, value, indent, restore, path, guarded);
  if (typeof value === 'object' && value !== null) {
    if (carrierKey in value) return field(head, value[carrierKey], indent, restore, path);
    const [first, ...rest] = entries(value, indent + 2, restore, path, guarded);
    if (first === undefined) return [`${line} {}`];
    // A list item's first key stands beside the dash, as people write it.
    return head === '-' && !first.includes('{{-') ? [`${line} ${first.trimStart()}`, ...rest] : [line, first, ...rest];
  }
  return [`${line} ${scalar(value)}`];
}

function list(
  line: string,
  items: readonly unknown[],
  indent: number,
  restore: Restore,
  path: string,
  guarded: boolean,
): string[] {
  const present = items.map(restore).filter((item) => item !== undefined);
  if (present.length === 0) return [`${line} []`];
  if (!guarded && present.every(mayBeAbsent)) {
    throw new TypeError(`${path}: every item may be absent, so the whole list must be conditional`);
  }
  return [line, ...present.flatMap((item, i) => field('-', item, indent + 2, restore, `${path}[${i}]`))];
}

function scalar(value: unknown): string {
  if (typeof value === 'string' && value.includes('{{')) return `{{ ${escapedText(value)} | toJson }}`;
  return typeof value === 'string' && plainText.test(value) && !trapWord.test(value) ? value : JSON.stringify(value);
}
