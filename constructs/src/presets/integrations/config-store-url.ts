import type { Preset } from '../preset.ts';

export const configStoreUrl = {
  file: 'ci/config-store-url.yaml',
  about: 'A Postgres of yours as the config store, by its whole URL. The chart keeps it in a Secret.',
  values: {
    postgres: { enabled: false },
    configStore: { url: 'postgres://brooder:for-tests-only@postgres.databases.svc:5432/brooder?sslmode=require' },
  },
} as const satisfies Preset;
