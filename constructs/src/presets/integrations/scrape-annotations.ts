import type { Preset } from '../preset.ts';

export const scrapeAnnotations = {
  file: 'ci/scrape-annotations.yaml',
  about: 'Metrics for collectors that go by annotations of pods, as the agents of Azure and AWS do.',
  values: { metrics: { sink: 'azure' } },
} as const satisfies Preset;
