import type { Preset } from '../preset.ts';

export const argocd = {
  file: 'ci/argocd.yaml',
  about:
    'For Argo CD, which runs "helm template" and applies the result: every credential in a Secret of yours, the migration Job before the gateways as a hook of a low weight, and objects in sync waves.',
  values: {
    configStore: { existingSecret: 'brooder-config-store' },
    postgres: { enabled: false },
    internalSecret: { existingSecret: 'brooder-internal-secret' },
    admin: { existingSecret: 'brooder-admin' },
    tls: { existingSecret: 'brooder-tls' },
    commonAnnotations: { 'argocd.argoproj.io/sync-options': 'ServerSideApply=true' },
    migration: { weight: -5 },
  },
} as const satisfies Preset;
