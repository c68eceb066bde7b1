import type { Preset } from '../preset.ts';

export const gcs = {
  file: 'ci/gcs.yaml',
  about: 'An HMAC key of Google Cloud Storage, forwarded to workers whose warehouse lies there.',
  values: {
    gcs: { existingSecret: 'brooder-gcs' },
    workers: { extensions: ['httpfs', 'ducklake'] },
    networkPolicy: { workers: { egress: [{ cidr: '199.36.153.8/30' }] } },
  },
} as const satisfies Preset;
