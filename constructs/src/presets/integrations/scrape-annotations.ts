import type { Preset } from '../preset.ts';

export const scrapeAnnotations = {
  file: 'ci/scrape-annotations.yaml',
  about: 'Metrics for collectors that go by annotations of pods, as those of AWS do.',
  values: { metrics: { sink: 'aws' } },
} as const satisfies Preset;
