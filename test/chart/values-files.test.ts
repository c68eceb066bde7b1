/** The values files of the chart: each lints, renders, and gives by Helm what synth makes of it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chartPackage, presets } from '@brooder/constructs';
import { afterAll, beforeAll, expect } from 'vitest';
import { readValues } from '../../src/values-file.ts';
import { helm, kubeVersion, requireTool } from '../testbed/index.ts';
import { byHelm, bySynth, differenceOf } from './rendered-chart.ts';

const withHelm = requireTool('helm');
const files = chartPackage();
const release = { name: 'pond', namespace: 'lake', service: 'Helm' };

let chart = '';
beforeAll(() => {
  chart = mkdtempSync(join(tmpdir(), 'brooder-chart-'));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(chart, path)), { recursive: true });
    writeFileSync(join(chart, path), text);
  }
});
afterAll(() => rmSync(chart, { recursive: true, force: true }));

withHelm.each(Object.values(presets).map(({ file }) => file))('%s lints, and renders as synth does', async (file) => {
  const linted = await helm(['lint', '--strict', '--kube-version', kubeVersion, chart, '--values', join(chart, file)]);
  expect(linted, linted.stdout).toMatchObject({ status: 0 });
  const overrides = readValues(files.get(file)!, file);
  const rendered = bySynth(overrides, release);
  expect(rendered).toHaveProperty('objects');
  expect(differenceOf(await byHelm(chart, overrides, release), rendered)).toBeUndefined();
});
