import type { Preset } from '../preset.ts';

export const externalPostgres = {
  file: 'ci/external-postgres.yaml',
  about: 'A Postgres of yours as the config store, with its certificate checked and its password in a Secret of yours.',
  values: {
    postgres: { enabled: false },
    configStore: {
      host: 'postgres.databases.svc',
      sslMode: 'verify-full',
      sslRootCert: '/etc/config-store/ca.crt',
      passwordSecret: { name: 'brooder-config-store' },
    },
    extraVolumes: [{ name: 'config-store-ca', configMap: { name: 'config-store-ca' } }],
    extraVolumeMounts: [{ name: 'config-store-ca', mountPath: '/etc/config-store', readOnly: true }],
  },
} as const satisfies Preset;
