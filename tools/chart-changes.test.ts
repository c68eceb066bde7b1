import { readFileSync } from 'node:fs';
import { chartPackage } from '@brooder/constructs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

/** Lines of the first section, by kind: `added`, `fixed`… */
function changelog(): Readonly<Record<string, string[]>> {
  const [, newest = ''] = readFileSync('CHANGELOG.md', 'utf8').split(/^## /m);
  const kinds = newest.split(/^### /m).slice(1);
  return Object.fromEntries(
    kinds.map((text) => {
      const [kind = '', ...lines] = text.split('\n');
      return [kind.toLowerCase(), lines.filter((line) => line.startsWith('- ')).map((line) => line.slice(2))];
    }),
  );
}

test('what the chart tells Artifact Hub of its changes stands in the changelog, under the same kind', () => {
  const { annotations } = parse(chartPackage().get('Chart.yaml')!) as { annotations: Record<string, string> };
  const changes = parse(annotations['artifacthub.io/changes']!) as { kind: string; description: string }[];
  expect(changes.length).toBeGreaterThan(0);
  const lines = changelog();
  expect(changes.filter(({ kind, description }) => !lines[kind]?.includes(description))).toEqual([]);
});
