import type { Preset } from '../preset.ts';

export const azure = {
  file: 'ci/azure.yaml',
  about: 'Credentials of Azure Blob Storage, forwarded to workers whose warehouse lies there.',
  values: {
    azure: { existingSecret: 'brooder-azure' },
    workers: { extensions: ['azure', 'ducklake'] },
    networkPolicy: { workers: { egress: [{ cidr: '20.60.0.0/14' }] } },
  },
} as const satisfies Preset;
