import type { Preset } from '../preset.ts';

export const s3 = {
  file: 'ci/s3.yaml',
  about: 'Credentials of S3, or of a store like it, forwarded to workers whose warehouse lies there.',
  values: {
    s3: {
      endpoint: 'minio.storage.svc:9000',
      region: 'us-east-1',
      urlStyle: 'path',
      useSsl: false,
      existingSecret: 'brooder-s3',
    },
    workers: { extensions: ['httpfs', 'ducklake'] },
    networkPolicy: { workers: { egress: [{ cidr: '10.0.0.0/8', ports: [9000] }] } },
  },
} as const satisfies Preset;
