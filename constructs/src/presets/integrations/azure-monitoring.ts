import type { Preset } from '../preset.ts';

export const azureMonitoring = {
  file: 'ci/azure-monitoring.yaml',
  about: 'Metrics for the managed Prometheus of Azure Monitor. Needs its CRDs.',
  values: { metrics: { sink: 'azure' } },
} as const satisfies Preset;
