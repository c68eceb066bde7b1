import { assertDescription } from './description-check.ts';
import type { GroupNode, ValueNode } from './nodes.ts';
import { pathsOf } from './paths.ts';
import { typeNameOf } from './type-name.ts';
import { wrapped } from './wrap.ts';
import { indented, yamlField, yamlKey } from './yaml-lines.ts';

/** Columns of a comment, its indentation and `# ` included. */
const width = 120;

/**
 * The text of values.yaml: every key in the order of the description, its documentation above it, its example as a comment below it. A
 * key that may be left out stands there as a comment. YAML 1.1 and 1.2 read it alike, as `defaultsOf(node)`.
 *
 * @throws TypeError  a description that YAML cannot carry
 */
export function valuesYaml(node: ValueNode<unknown> & { readonly fields: GroupNode['fields'] }): string {
  assertDescription(node);
  const blocks = Object.entries(node.fields).map(([key, field]) => fieldLines(key, field, 0, false).join('\n'));
  return `${[...comment(node.doc, 0), '', blocks.join('\n\n')].join('\n')}\n`;
}

/** @param inPartial  below a partial group: every key is a comment */
function fieldLines(key: string, node: ValueNode<unknown>, depth: number, inPartial: boolean): string[] {
  const doc = comment(node.doc, depth);
  if (node.kind === 'group') {
    const isPartial = inPartial || node.partial === true;
    const fields = Object.entries(node.fields).map(([name, field]) => fieldLines(name, field, depth + 1, isPartial));
    const lines = fields.flatMap((block) => indented(block));
    if (inPartial) return [...doc, `# ${yamlKey(key)}:`, ...lines];
    return [...doc, isPartial || lines.every(isComment) ? `${yamlKey(key)}: {}` : `${yamlKey(key)}:`, ...lines];
  }
  if (inPartial || node.default === undefined) {
    const shown = node.example ?? node.default;
    const line = shown === undefined ? [`${yamlKey(key)}: # ${typeNameOf(node)}`] : yamlField(key, shown);
    return [...doc, ...commented(line), ...outlineOf(node, depth)];
  }
  const example = node.example === undefined ? [] : ['# Example:', ...commented(yamlField(key, node.example))];
  return [...doc, ...yamlField(key, node.default), ...outlineOf(node, depth), ...example];
}

/** What an item or an entry that is a group takes: a line for each of its keys. */
function outlineOf(node: ValueNode<unknown>, depth: number): string[] {
  if ((node.kind !== 'map' && node.kind !== 'list') || node.item.kind !== 'group') return [];
  const lines = pathsOf(node.item)
    .filter(({ path, node: { kind } }) => kind !== 'group' && !path.endsWith('*'))
    .flatMap(({ path, node: leaf }) => {
      const [first = '', ...rest] = wrapped(`${path} (${typeNameOf(leaf)}): ${leaf.doc}`, width - 2 * depth - 6);
      return [first, ...indented(rest)];
    });
  return commented([`${node.kind === 'map' ? 'An entry' : 'An item'} takes:`, ...indented(lines)]);
}

const comment = (doc: string, depth: number) => commented(wrapped(doc, width - 2 * depth - 2));
const commented = (lines: readonly string[]) => lines.map((line) => `# ${line}`.trimEnd());
const isComment = (line: string) => /^\s*#/.test(line);
