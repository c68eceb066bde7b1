import { chartPackage, explainKey, pathsOf, type ValueNode, values } from '@brooder/constructs';
import { code, markdownTable } from './markdown.ts';

/** docs/reference/chart.md: every value, and what only a chart holds. */
export function chartPage(): string {
  const groups = Object.entries((values as { fields: Readonly<Record<string, ValueNode<unknown>>> }).fields);
  const scalars = groups.filter(([, node]) => !hasSection(node));
  const sections = groups.filter(([, node]) => hasSection(node));
  return `# Values of the chart

Every key of \`values.yaml\`, of \`brooder synth\` and of the prop \`values\` of the construct \`Brooder\`: they are the same. \`*\` stands for any name. Maps are
merged key by key, lists and texts are replaced, \`null\` takes a default away. \`brooder values KEY\` explains one key at a time. Unknown keys are
refused with the nearest name; a combination that would not work is refused with what to do.

## Without a group

${tableOf(scalars.map(([key]) => key))}

${sections.map(([key, node]) => `## ${key}\n\n${node.doc}\n\n${tableOf([key])}\n`).join('\n')}
## What only the chart holds

Helm runs these, or prints them; synthesised manifests have none. The test of parity between chart and synth lets exactly them differ.

${markdownTable(['Object', 'When', 'Template'], chartOnlyObjects())}

Beside them stand \`NOTES.txt\`, the text after an install, and \`refusals.yaml\`, which makes no object.
`;
}

const hasSection = (node: ValueNode<unknown>) => node.kind === 'group';

function tableOf(keys: readonly string[]): string {
  const rows = pathsOf(values)
    .filter(({ path }) => keys.includes(path.split('.')[0]!))
    .filter(({ path, node }) => node.kind !== 'group' && !path.endsWith('*'))
    .map(({ path }) => {
      const known = explainKey(values, path)!;
      return [`\`${path}\``, known.type, 'default' in known ? shortJson(known.default) : '–', textOf(known)];
    });
  return markdownTable(['Key', 'Type', 'Default', 'What it does'], rows);
}

const shortJson = (value: unknown) => code(JSON.stringify(value));
/** The limits of a number stand in its type. */
const textOf = (known: { doc: string; constraints: readonly string[] }) =>
  [
    known.doc,
    ...known.constraints
      .filter((text) => !/^must be at (least|most) \d/.test(text))
      .map((text) => `${text[0]!.toUpperCase()}${text.slice(1)}.`),
  ].join(' ');

function chartOnlyObjects(): string[][] {
  return [...chartPackage()].flatMap(([path, text]) => {
    const hook = /helm\.sh\/hook["']?[: ]+["']?([\w,-]+)/.exec(text)?.[1];
    const kind = /^ *["']?kind["']?: *["']?(\w+)/m.exec(text)?.[1];
    return path.startsWith('templates/') && hook && kind ? [[kind, hook, `\`${path}\``]] : [];
  });
}
