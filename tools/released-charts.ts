/**
 * Which charts were published: `charts/released.json` maps a version of the chart to the hash of its files. `node tools/released-charts.ts` notes the
 * chart as it is, which whoever publishes it does first.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { chartPackage, chartVersion } from '@brooder/constructs';

const path = 'charts/released.json';

export type ReleasedCharts = Readonly<Record<string, string>>;

export const releasedCharts = (): ReleasedCharts => JSON.parse(readFileSync(path, 'utf8')) as ReleasedCharts;

/** Hash of all files of the chart, names included; the order does not matter. */
export function chartHash(files: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const [name, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(JSON.stringify([name, text]));
  return hash.digest('hex');
}

/** Why this chart cannot be published, or undefined. */
export function refusedRelease(version: string, files: ReadonlyMap<string, string>, released: ReleasedCharts) {
  const before = released[version];
  return before === undefined || before === chartHash(files)
    ? undefined
    : `The chart differs from the published chart ${version}. Give it another version: chartVersion in constructs/src/system/version.ts.`;
}

if (import.meta.main) {
  const files = chartPackage();
  const refused = refusedRelease(chartVersion, files, releasedCharts());
  if (refused) {
    process.stderr.write(`${refused}\n`);
    process.exitCode = 1;
  } else {
    const all = { ...releasedCharts(), [chartVersion]: chartHash(files) };
    writeFileSync(path, `${JSON.stringify(all, null, 2)}\n`);
  }
}
