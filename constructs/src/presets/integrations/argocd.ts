import type { Preset } from '../preset.ts';

export const argocd = {
  file: 'ci/argocd.yaml',
  about:
    'For Argo CD, which runs "helm template" and applies the result: every credential in a Secret of yours, no hook (gateways migrate at their start, and a post-install hook would run after every sync), no test pods, and server-side apply.',
  values: {
    configStore: { existingSecret: 'brooder-config-store' },
    postgres: { enabled: false },
    internalSecret: { existingSecret: 'brooder-internal-secret' },
    admin: { existingSecret: 'brooder-admin' },
    tls: { existingSecret: 'brooder-tls' },
    commonAnnotations: { 'argocd.argoproj.io/sync-options': 'ServerSideApply=true' },
    migration: { enabled: false },
    tests: { enabled: false },
  },
} as const satisfies Preset;
