import { chartPackage, chartVersion } from '@brooder/constructs';
import { expect, test } from 'vitest';
import { chartHash, refusedRelease, releasedCharts } from './released-charts.ts';

test('a chart that was published is not changed under its version', () => {
  expect(refusedRelease(chartVersion, chartPackage(), releasedCharts())).toBeUndefined();
});

test('another template under a published version is refused, and accepted under another version', () => {
  const published = chartPackage();
  const changed = new Map(published).set('templates/refusals.yaml', '');
  const released = { '1.2.3': chartHash(published) };
  expect(refusedRelease('1.2.3', published, released)).toBeUndefined();
  expect(refusedRelease('1.2.3', changed, released)).toContain('differs from the published chart 1.2.3');
  expect(refusedRelease('1.2.4', changed, released)).toBeUndefined();
});
