import type { Preset } from '../preset.ts';

export const autoscaling = {
  file: 'ci/autoscaling.yaml',
  about: 'Gateways scaled by a HorizontalPodAutoscaler, slowly downwards. Needs the metrics server.',
  values: {
    autoscaling: {
      enabled: true,
      minReplicas: 2,
      maxReplicas: 12,
      behavior: { scaleDown: { stabilizationWindowSeconds: 900 } },
    },
  },
} as const satisfies Preset;
