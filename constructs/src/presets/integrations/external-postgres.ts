import type { Preset } from '../preset.ts';

export const externalPostgres = {
  file: 'ci/external-postgres.yaml',
  about: 'A Postgres of yours as the config store, with its certificate checked and its password in a Secret of yours.',
  values: {
    postgres: { enabled: false },
    configStore: {
      host: 'postgres.databases.svc',
      sslMode: 'verify-full',
      sslRootCertFrom: { configMap: 'config-store-ca' },
      passwordSecret: { name: 'brooder-config-store' },
    },
  },
} as const satisfies Preset;
