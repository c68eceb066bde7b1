import { local } from './local.ts';
import { localLakeSecret } from './local-seed.ts';
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
    warehouse: {
      secrets: { 'local-lake': localLakeSecret },
      identity: { create: true, name: 'lake-worker' },
    },
  },
} as const satisfies Preset;
