import type { Preset } from '../preset.ts';

export const pools = {
  file: 'ci/pools.yaml',
  about: 'Several pools: small workers for everybody, large ones on nodes of their own, readers on spot nodes.',
  values: {
    workers: {
      pools: {
        default: { size: 'small', warmTarget: 3 },
        etl: {
          size: 'xlarge',
          warmTarget: 0,
          nodeSelector: { 'example.org/pool': 'etl' },
          tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'etl', effect: 'NoSchedule' }],
        },
        readers: {
          cohorts: {
            steady: { nodeSelector: { lifecycle: 'on-demand' }, counts: { ReadOnly: 1, WriteOnly: 1 } },
            spot: { nodeSelector: { lifecycle: 'spot' }, counts: { ReadOnly: 3 } },
          },
        },
      },
      quota: { enabled: true },
      limitRange: { enabled: true },
      admissionPolicy: { enabled: true },
    },
    priorityClasses: { create: true },
  },
} as const satisfies Preset;
