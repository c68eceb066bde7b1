import type { Preset } from '../preset.ts';

export const googleMonitoring = {
  file: 'ci/google-monitoring.yaml',
  about: 'Metrics for Managed Service for Prometheus on Google Cloud. Needs its CRDs.',
  values: { metrics: { sink: 'gcp' } },
} as const satisfies Preset;
