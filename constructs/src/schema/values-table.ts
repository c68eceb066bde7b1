import type { ValueNode } from './nodes.ts';
import { pathsOf } from './paths.ts';
import { typeNameOf } from './type-name.ts';

/** Markdown: a row for every value, in the order of values.yaml. `*` stands for an entry of a map or an item of a list. */
export function valuesTable(node: ValueNode<unknown>): string {
  const rows = pathsOf(node)
    .filter(({ node: { kind }, path }) => kind !== 'group' && !path.endsWith('*'))
    .map(({ path, node: leaf, hasDefault }) => [
      `\`${path}\``,
      typeNameOf(leaf),
      leaf.kind === 'group' || !hasDefault || leaf.default === undefined ? '' : code(leaf.default),
      leaf.doc,
    ]);
  return [['Key', 'Type', 'Default', 'Description'], ['---', '---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.map(cell).join(' | ')} |\n`)
    .join('');
}

const code = (value: unknown) => {
  const text = JSON.stringify(value);
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
};

/** A pipe ends a cell even inside code. */
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
