import type { Preset } from '../preset.ts';

export const existingSecrets = {
  file: 'ci/existing-secrets.yaml',
  about: 'Every credential in a Secret of yours: the chart writes none that has content.',
  values: {
    postgres: { enabled: false },
    configStore: { existingSecret: 'brooder-config-store' },
    internalSecret: { existingSecret: 'brooder-internal-secret' },
    admin: { existingSecret: 'brooder-admin' },
    tls: { existingSecret: 'brooder-tls' },
    s3: { existingSecret: 'brooder-s3' },
    azure: { existingSecret: 'brooder-azure' },
    gcs: { existingSecret: 'brooder-gcs' },
  },
} as const satisfies Preset;
