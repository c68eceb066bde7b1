import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { metrics } from '@brooder/contracts';
import { expect, test } from 'vitest';
import { alertEntries, dashboardJson, dashboardRows, seriesOf } from './index.ts';

const runbooks = join(import.meta.dirname, '../../../docs/runbooks');
const series = seriesOf({ namespace: 'park', release: 'pond' });
const expressions = alertEntries.map(
  ([id, entry]) => [id, entry.expression(series, entry.threshold) as string] as const,
);

/** Names in PromQL that look like ours, without the suffixes of a histogram. */
const metricsIn = (promql: string) =>
  [...promql.matchAll(/\bbrooder_\w+/g)].map(([name]) => name.replace(/_(bucket|count|sum)$/, ''));
/** Label names that PromQL matches or groups by. */
const labelsIn = (promql: string) => [
  ...[...promql.matchAll(/[{,](\w+)=/g)].map(([, label]) => label!),
  ...[...promql.matchAll(/by \(([^)]+)\)/g)].flatMap(([, labels]) => labels!.split(', ')),
];

test('every alert has a runbook that says its name, its promise and where its values are, and there is no other page', () => {
  const pages = readdirSync(runbooks).filter((file) => file !== 'README.md');
  expect(pages.sort()).toEqual(alertEntries.map(([, { page }]) => `${page}.md`).sort());
  const index = readFileSync(join(runbooks, 'README.md'), 'utf8');
  for (const [id, { name, page, promise, unit }] of alertEntries) {
    const text = readFileSync(join(runbooks, `${page}.md`), 'utf8');
    expect(text).toMatch(new RegExp(`^# ${name}\n`));
    for (const said of [promise, unit, `prometheusRule.alerts.${id}`]) expect(text).toContain(said);
    for (const title of ['What it means', 'What to look at', 'What to do']) expect(text).toContain(`\n## ${title}\n`);
    expect(index).toContain(`| [${name}](${page}.md) | ${promise} |`);
  }
});

test('links between runbooks lead to pages', () => {
  for (const file of readdirSync(runbooks)) {
    for (const [, target] of readFileSync(join(runbooks, file), 'utf8').matchAll(/\]\(([\w-]+\.md)\)/g)) {
      expect(readdirSync(runbooks), `${file} → ${target}`).toContain(target);
    }
  }
});

test('every metric and label in an alert is in the table of metrics', () => {
  for (const [id, promql] of expressions) {
    const names = metricsIn(promql);
    expect(names, id).not.toEqual([]);
    for (const name of names) expect(Object.keys(metrics), id).toContain(name);
    const known = ['namespace', 'job', 'le', ...names.flatMap((name) => metrics[name as keyof typeof metrics].labels)];
    for (const label of labelsIn(promql)) expect(known, `${id}: ${promql}`).toContain(label);
  }
});

test('a summary speaks only of labels that its expression leaves in the alert', () => {
  for (const [id, { summary }] of alertEntries) {
    const promql = expressions.find(([other]) => other === id)![1];
    for (const [, label] of summary.matchAll(/\$labels\.(\w+)/g)) expect(labelsIn(promql), id).toContain(label);
  }
});

test('every alert compares with its threshold, and watches one installation only', () => {
  for (const [id, { expression, threshold }] of alertEntries) {
    const [at, other] = [threshold, threshold + 1].map((bar) => expression(series, bar));
    expect(at, id).not.toBe(other);
    const selectors = String(at).match(/brooder_\w+\{[^}]*\}/g) ?? [];
    expect(selectors.length, id).toBeGreaterThan(0);
    for (const selector of selectors) expect(selector).toContain('{namespace="park",job="pond"');
  }
});

test('brackets of every query are in pairs', () => {
  const panels = dashboardRows.flatMap((row) => row.panels.flatMap((panel) => panel.queries.map(([promql]) => promql)));
  for (const promql of [...panels, ...expressions.map(([, text]) => text)]) {
    for (const [open, close] of ['()', '{}', '[]'] as const) {
      expect(promql.split(open!).length, promql).toBe(promql.split(close!).length);
    }
  }
});

test('the dashboard shows every metric of the table, in a grid without overlaps', () => {
  const { panels } = dashboardJson() as {
    panels: { id: number; gridPos: Record<'x' | 'y' | 'w' | 'h', number>; targets?: { expr: string }[] }[];
  };
  const shown = new Set(panels.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => metricsIn(expr))));
  expect([...shown].sort()).toEqual(Object.keys(metrics).sort());
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
});
