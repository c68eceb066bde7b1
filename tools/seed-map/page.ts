import { environmentOf, flagOf, type Setting, settings } from '@brooder/contracts';
import { markdownTable } from '../markdown.ts';
import { later, listOf, type SeedDocument, type SeedRow, seedMap, seedNames } from './index.ts';

const titles: Readonly<Record<SeedDocument, string>> = {
  duckgres: 'Duckgres on Kubernetes',
  quackOnDemand: 'Quack on Demand on Kubernetes',
  peerChart: 'The chart of Quack on Demand, key by key',
  lakehouseArticle: 'A pod for each session (article "Creating a Lakehouse Service")',
  kubernetesDemo: 'A demo stack on a local Kubernetes (research note)',
  provisioning: 'Provisioning and brokered credentials in Duckgres (pull request)',
};

/** docs/reference/seeds.md */
export function seedPage(): string {
  const sections = (Object.keys(seedNames) as SeedDocument[]).map((document) => {
    const rows = Object.entries(seedNames[document]).flatMap(([kind, names]) =>
      (names as readonly string[]).map((name) => {
        const row = seedMap[document][name] ?? {};
        return [`\`${name}\``, kind, oursText(row), remark(row)];
      }),
    );
    return `## ${titles[document]}\n\n${markdownTable(['There', 'Kind', 'In Brooder', 'Remark'], rows)}\n`;
  });
  return `# Coming from another system

What a key, flag, environment variable, label, route or manifest of the systems Brooder learned from is called here, or why there is nothing like it.
*value* is a key of the [chart's values](chart.md), \`*\` stands for any name; *setting* gives the flag and the environment variable of the
[processes](../settings.md); *file* is a file of this repository. A test compares every name on the right with what there is.

${sections.join('\n')}`;
}

function oursText(row: SeedRow): string {
  const named = (kind: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`${kind} ${names.map((name) => `\`${name}\``).join(', ')}`];
  const set = listOf(row.setting).map((name) => {
    const secret = (settings[name] as Setting).secret === true;
    return secret ? `\`${environmentOf(name)}\`` : `\`${flagOf(name)}\`, \`${environmentOf(name)}\``;
  });
  const all = [
    ...named('value', listOf(row.value)),
    ...set.map((text) => `setting ${text}`),
    ...named('label', listOf(row.label)),
    ...named('file', listOf(row.file)),
    ...named('command', listOf(row.command)),
    ...named('route', listOf(row.route)),
  ];
  return all.length === 0 ? '–' : all.join('; ');
}

function remark(row: SeedRow): string {
  const coming = row.later && `Comes ${later[row.later]}.`;
  return [row.none, row.note, coming].filter(Boolean).join(' ') || '–';
}
