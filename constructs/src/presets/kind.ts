import { local } from './local.ts';
import { localLakeSecret, localSeed } from './local-seed.ts';
import type { Preset } from './preset.ts';

const user = localSeed.users[0]!;
const [first, ...others] = localSeed.orgs as [(typeof localSeed.orgs)[0], ...typeof localSeed.orgs];

/** A cluster of kind, with images that were loaded into it. */
export const kind = {
  file: 'ci/kind.yaml',
  about:
    'values-local.yaml for kind: images come from "kind load", listeners are node ports, and a seeded warehouse has its Secret and its identity. See dist/kind.',
  values: {
    ...local.values,
    namespace: { create: true, podSecurity: 'restricted' },
    image: { pullPolicy: 'Never' },
    workers: { ...local.values.workers, image: { pullPolicy: 'Never' } },
    service: {
      pg: { type: 'NodePort', nodePort: 30432 },
      flight: { type: 'NodePort', nodePort: 30815 },
      api: { type: 'NodePort', nodePort: 30080 },
    },
    // What the seed of dist/kind does for those who load it by hand.
    admin: { username: user.name, password: user.password },
    bootstrap: {
      org: first.id,
      database: first.database,
      warehouse: first.warehouse,
      orgs: others.map((org) => ({ ...org, users: [{ name: user.name, passwordEnv: 'LOCAL_PASSWORD' }] })),
      passwords: { LOCAL_PASSWORD: { secret: 'local-login', key: 'password' } },
    },
    extraObjects: [
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'local-login' }, stringData: { password: user.password } },
    ],
    warehouse: {
      secrets: { 'local-lake': localLakeSecret },
      identity: { create: true, name: 'lake-worker' },
    },
  },
} satisfies Preset;
