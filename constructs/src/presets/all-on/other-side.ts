import { mergeOverrides, type Tree } from '../../schema/index.ts';
import type { BrooderOverrides } from '../../values/index.ts';
import type { Preset } from '../preset.ts';
import { allOn } from './all-on.ts';

const switched: BrooderOverrides = {
  global: { imageRegistry: 'mirror.example.org' },
  fullnameOverride: 'other-side',
  image: { digest: '' },
  lifecycle: { preStop: { httpGet: { path: '/livez', port: 'metrics' } } },
  priorityClassName: '',
  topologySpreadConstraints: [],
  tls: { existingSecret: 'own-certificate', certManager: { enabled: false } },
  postgres: { enabled: false },
  configStore: {
    host: 'postgres.example.org',
    sslMode: 'verify-full',
    passwordSecret: { name: 'config-store' },
  },
  internalSecret: { value: '', existingSecret: 'own-internal' },
  admin: { password: '', existingSecret: 'own-admin' },
  s3: { accessKeyId: '', secretAccessKey: '', existingSecret: 'own-s3' },
  azure: { connectionString: '', existingSecret: 'own-azure' },
  gcs: { keyId: '', secret: '', existingSecret: 'own-gcs' },
  autoscaling: { enabled: false },
  keda: { enabled: true },
  serviceMonitor: { enabled: false, namespace: 'monitoring' },
  podMonitor: { enabled: true, namespace: 'monitoring' },
  prometheusRule: { namespace: 'monitoring' },
  grafanaDashboard: { namespace: 'monitoring' },
  workers: {
    image: { digest: '' },
    pools: { everything: { image: { digest: '' } } },
  },
  warehouse: { namespace: 'lakes' },
};

/** The other side of each pair in `allOn`. */
export const otherSide: Preset = {
  file: 'ci/all-on-other-side.yaml',
  about: 'ci/all-on.yaml with the other side of each pair of keys that exclude each other.',
  // A budget takes one of two keys; a merge cannot take the other away.
  values: {
    ...mergeOverrides(allOn.values as Tree, switched as Tree),
    pdb: { enabled: true, annotations: {}, minAvailable: 2 },
  },
};
