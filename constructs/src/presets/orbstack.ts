import { kind } from './kind.ts';
import { local } from './local.ts';
import type { Preset } from './preset.ts';

/** OrbStack's own cluster, which runs the images of the machine and gives LoadBalancers an address. */
export const orbstack = {
  file: 'ci/orbstack.yaml',
  about:
    'values-local.yaml for the Kubernetes of OrbStack: it runs the images of the machine, and each listener has an address of its own. See dist/orbstack.',
  values: {
    ...local.values,
    namespace: kind.values.namespace,
    service: {
      pg: { type: 'LoadBalancer' },
      flight: { type: 'LoadBalancer' },
      api: { type: 'LoadBalancer' },
    },
    admin: kind.values.admin,
    bootstrap: kind.values.bootstrap,
    extraObjects: kind.values.extraObjects,
    warehouse: kind.values.warehouse,
  },
} as const satisfies Preset;
