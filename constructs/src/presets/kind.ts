import { local } from './local.ts';
import { localLakeSecret, localSeed } from './local-seed.ts';
import type { Preset } from './preset.ts';

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
    // The login of the seed in dist/kind, which does the same for those who load it by hand.
    admin: { username: localSeed.users[0]!.name, password: localSeed.users[0]!.password },
    bootstrap: { org: localSeed.orgs[0]!.id, database: localSeed.orgs[0]!.database, orgs: localSeed.orgs.slice(1) },
    warehouse: {
      secrets: { 'local-lake': localLakeSecret },
      identity: { create: true, name: 'lake-worker' },
    },
  },
} satisfies Preset;
