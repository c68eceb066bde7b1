import type { Preset } from '../preset.ts';

export const certManager = {
  file: 'ci/cert-manager.yaml',
  about: 'The certificate of the listeners from cert-manager. Needs its CRDs and the ClusterIssuer that is named.',
  values: {
    tls: {
      dnsNames: ['sql.example.org'],
      certManager: { enabled: true, issuerRef: { name: 'letsencrypt', kind: 'ClusterIssuer' } },
    },
  },
} as const satisfies Preset;
