import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stalePages } from '../../tools/generate-docs.ts';
import { isTest, sourceFiles } from './source-tree.ts';

const files = sourceFiles();

/** DESIGN §2, "Seams first": folders that a simulation must be able to replay. */
const controlPlane = /^gateway\/src\/(pool|store|sessions|tenants|cluster)\//;

test('control-plane code reads time, timers and chance only through its arguments', () => {
  const banned =
    /\bDate\.now\(|\bnew Date\(\)|\bset(?:Timeout|Interval|Immediate)\(|\bMath\.random\(|\bperformance\.now\(/;
  const wrong = files
    .filter(({ path }) => controlPlane.test(path) && !isTest(path))
    .flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, i) =>
          banned.test(line) && !line.trimStart().startsWith('*') ? [`${path}:${i + 1}: ${line.trim()}`] : [],
        ),
    );
  expect(wrong).toEqual([]);
});

test('no file is over 500 lines, and the median is at most 120', () => {
  const lengths = files.map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }));
  expect(lengths.filter(({ lines }) => lines > 500)).toEqual([]);
  const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(120);
});

test('no file is named utils, helpers, common or manager', () => {
  expect(
    files
      .map(({ path }) => path)
      // cert-manager is the name of a product.
      .filter((path) => /(utils?|helpers?|common|(?<!\/cert-)manager)(\.test)?\.ts$/.test(path)),
  ).toEqual([]);
});

test('the reference pages say what the tables say', () => {
  expect(stalePages()).toEqual([]);
});

test('no SQL on the config store is built from values: query texts hold no interpolated expression', () => {
  const wrong = files
    .filter(({ path }) => path.startsWith('gateway/src/store/postgres/') && !isTest(path))
    .flatMap(({ path, text }) => [...text.matchAll(/\.query\(\s*`[^`]*\$\{/g)].map(() => path));
  expect(wrong).toEqual([]);
});

/** Files of the parts whose conditions are about the tables in contracts, not about values. */
const ofTables = ['constructs/src/parts/monitoring/series.ts'];

test('the parts hold no JavaScript condition on a value, which would be decided before the chart is installed', () => {
  const condition = /\bif \(|\bswitch \(|&&|\|\||\s\?\s|(?<![=!<>])[=!]==(?! undefined)|[^=!]!(?=[a-z(])/;
  const wrong = files
    .filter(({ path }) => /^constructs\/src\/(parts|tree)\//.test(path) && !isTest(path))
    .filter(({ path, imports }) => !ofTables.includes(path) && imports.some((name) => name.endsWith('/expr/index.ts')))
    .flatMap(({ path, text }) =>
      text
        .replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ''))
        .split('\n')
        .map((line, i) => ({
          line: line.replace(/\/\/.*$/, '').replaceAll(/'[^']*'|`[^`]*`/g, ''),
          at: `${path}:${i + 1}`,
        }))
        .filter(({ line }) => condition.test(line))
        .map(({ line, at }) => `${at}: ${line.trim()}`),
    );
  expect(wrong).toEqual([]);
});

test('one version: constructs, chart and every package say the same', async () => {
  const { version } = await import('@brooder/constructs');
  const rooms = ['.', 'contracts', 'pgwire', 'flight', 'worker', 'gateway', 'constructs'];
  const versions = rooms.map((room) => JSON.parse(readFileSync(join(room, 'package.json'), 'utf8')).version as string);
  expect(versions).toEqual(rooms.map(() => version));
});

test('a setting that names a place in the chart has a value there', async () => {
  const { explainKey, settingsWithChartPath, values } = await import('@brooder/constructs');
  const { settings } = await import('@brooder/contracts');
  const paths = settingsWithChartPath().map((name) => (settings[name] as { chart?: string }).chart!);
  expect(paths.filter((path) => explainKey(values, path) === undefined)).toEqual([]);
});
