import type { Preset } from '../preset.ts';

export const keda = {
  file: 'ci/keda.yaml',
  about: 'Gateways scaled by KEDA on their CPU. Needs the CRDs of KEDA.',
  values: {
    keda: {
      enabled: true,
      minReplicas: 2,
      maxReplicas: 12,
      triggers: [{ type: 'cpu', metricType: 'Utilization', metadata: { value: '70' } }],
    },
  },
} as const satisfies Preset;
