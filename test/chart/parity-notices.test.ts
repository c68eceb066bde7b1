/** The parity check can fail: one line of a template broken, and it says so. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { presets } from '@brooder/constructs';
import { expect } from 'vitest';
import { requireTool } from '../testbed/index.ts';
import { byHelm, bySynth, differenceOf, removeChart, writeChart } from './rendered-chart.ts';

const withHelm = requireTool('helm');

/** File, line, what it becomes, and the values and release that show it. */
const breaks: readonly [what: string, file: string, from: string, to: string, values: object, release?: string][] = [
  [
    'a number printed bare',
    'gateway/deployment.yaml',
    '$.Values.replicaCount | toJson',
    '$.Values.replicaCount',
    { replicaCount: 1_000_000 },
  ],
  [
    'a condition turned around',
    'gateway/deployment.yaml',
    '{{- if $.Values.affinity }}',
    '{{- if not $.Values.affinity }}',
    {},
  ],
  [
    'a list that is left out',
    'gateway/deployment.yaml',
    '$.Values.env }}',
    '$.Values.podLabels }}',
    presets.allOn.values,
  ],
  [
    'a name made in another way',
    '_helpers.tpl',
    'contains $name .Release.Name',
    'eq $name .Release.Name',
    {},
    'my-brooder',
  ],
  [
    'a text that YAML reads as a boolean',
    '_helpers.tpl',
    '{{- toRawJson $out }}',
    '{{- toYaml $out }}',
    { commonLabels: { a: 'x' } },
  ],
];

withHelm.each(breaks)('%s is noticed', async (_, file, from, to, values, name = 'rel') => {
  const chart = await writeChart();
  try {
    const release = { name, namespace: 'ns', service: 'Helm' };
    const compare = async () => differenceOf(await byHelm(chart, values, release), bySynth(values, release));
    expect(await compare()).toBeUndefined();
    const path = join(chart, 'templates', file);
    const text = await readFile(path, 'utf8');
    expect(text).toContain(from);
    await writeFile(path, text.replace(from, to));
    const said = await compare().catch((error: Error) => error.message);
    expect(said).toMatch(/helm|printed bare/);
  } finally {
    await removeChart(chart);
  }
});
