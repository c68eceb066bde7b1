import type { SeedName } from './names.ts';
import type { SeedRow, SeedRows } from './row.ts';

const runtime: SeedRow = { setting: 'cluster', note: '`kubernetes` in the chart, `process` on one machine.' };
const namespace: SeedRow = { value: 'workers.namespace.name', setting: 'workerNamespace' };
const image: SeedRow = { value: ['workers.image.repository', 'workers.image.tag', 'workers.image.digest'] };
const account: SeedRow = { value: 'workers.serviceAccount.name' };
const serviceType: SeedRow = {
  value: 'workers.service.type',
  note: 'Off by default: the gateway dials pods by address. A mesh that routes only to Services wants one a worker.',
};
const port: SeedRow = { value: 'workers.port', setting: 'workerPort', note: '8816 by default.' };
const startup: SeedRow = {
  value: 'workers.spawnTimeout',
  setting: 'spawnTimeout',
  note: 'A duration, for example `120s`.',
};
const podLabel: SeedRow = {
  value: 'workers.labels',
  label: 'app.kubernetes.io/instance',
  note: 'Workers are found by the name of the installation; more labels are yours to add.',
};
const s3 = (setting: 's3Endpoint' | 's3Region' | 's3UrlStyle' | 's3UseSsl', key: string): SeedRow => ({
  value: `s3.${key}`,
  setting,
});

/** The Kubernetes page of Quack on Demand, with its chart's keys. */
export const quackOnDemand: SeedRows<SeedName<'quackOnDemand'>> = {
  'quack-on-demand.runtimeType': runtime,
  'k8s.namespace': namespace,
  'k8s.image': image,
  'k8s.serviceAccount': account,
  'k8s.serviceType': serviceType,
  'k8s.quackPort': port,
  'k8s.startupTimeoutSec': startup,
  'k8s.podLabel': podLabel,
  defaultMetastore: {
    command: 'brooder seed',
    note: 'Each warehouse says where its metadata store is; what it says of its object store wins over forwarded credentials.',
  },
  QOD_RUNTIME_TYPE: runtime,
  QOD_K8S_NAMESPACE: namespace,
  QOD_K8S_IMAGE: image,
  QOD_K8S_SERVICE_ACCOUNT: account,
  QOD_K8S_SERVICE_TYPE: serviceType,
  QOD_K8S_QUACK_PORT: port,
  QOD_K8S_STARTUP_TIMEOUT_SEC: startup,
  QOD_K8S_POD_LABEL: podLabel,
  QOD_S3_ENDPOINT: s3('s3Endpoint', 'endpoint'),
  QOD_S3_ACCESS_KEY_ID: { value: ['s3.accessKeyId', 's3.existingSecret'], setting: 's3AccessKeyId' },
  QOD_S3_SECRET_ACCESS_KEY: { value: ['s3.secretAccessKey', 's3.existingSecret'], setting: 's3SecretAccessKey' },
  QOD_S3_REGION: s3('s3Region', 'region'),
  QOD_S3_URL_STYLE: s3('s3UrlStyle', 'urlStyle'),
  QOD_S3_USE_SSL: s3('s3UseSsl', 'useSsl'),
  QOD_AZURE_CONNECTION_STRING: {
    value: ['azure.connectionString', 'azure.existingSecret'],
    setting: 'azureConnectionString',
  },
  QOD_GCS_KEY_ID: { value: ['gcs.keyId', 'gcs.existingSecret'], setting: 'gcsKeyId' },
  QOD_GCS_SECRET: { value: ['gcs.secret', 'gcs.existingSecret'], setting: 'gcsSecret' },

  'managed-by': { label: 'app.kubernetes.io/managed-by' },
  'quack-tenant': { label: 'brooder.dev/org', note: 'Absent while a worker is neutral.' },
  'quack-tenant-db': { none: 'An org has one warehouse, so the label of the org says it.' },
  'quack-pool': { label: 'brooder.dev/pool' },
  'quack-role': { label: 'brooder.dev/role', note: 'WriteOnly, ReadOnly or Dual, as there.' },
  'quack-node-id': { label: 'brooder.dev/worker-id' },
  'quack-max-concurrent': { label: 'brooder.dev/max-sessions' },

  image: { value: ['image.repository', 'image.tag', 'image.digest', 'image.pullPolicy'] },
  replicaCount: { value: 'replicaCount', note: 'Two by default: gateways keep nothing they cannot lose.' },
  nameOverride: { value: 'nameOverride' },
  fullnameOverride: { value: 'fullnameOverride' },
  serviceAccount: { value: ['serviceAccount.create', 'serviceAccount.name', 'serviceAccount.annotations'] },
  rbac: { value: 'rbac.create' },
  podAnnotations: { value: 'podAnnotations' },
  podLabels: { value: 'podLabels' },
  podSecurityContext: { value: 'podSecurityContext' },
  securityContext: { value: 'securityContext' },
  resources: { value: 'resources' },
  nodeSelector: { value: 'nodeSelector' },
  tolerations: { value: 'tolerations' },
  affinity: { value: 'affinity' },
  priorityClassName: { value: 'priorityClassName' },
  terminationGracePeriodSeconds: { value: 'terminationGracePeriodSeconds' },
  service: { value: ['service.api', 'service.flight', 'service.pg', 'service.metrics'] },
  ingress: { value: 'ingress.enabled', note: 'REST and dashboard; for SQL see `gatewayApi`.' },
  probes: { value: ['probes.startup', 'probes.readiness', 'probes.liveness'] },
  serviceMonitor: { value: 'serviceMonitor.enabled' },
  pdb: { value: 'pdb.enabled' },
  postgres: {
    value: ['configStore.host', 'configStore.existingSecret'],
    note: '`postgres` is the bundled one for trials.',
  },
  quackNode: { value: ['workers.image.repository', 'workers.tls.enabled'] },
  storage: {
    none: 'Each warehouse says where its data lies, in the seed or by REST; nothing is common to all.',
    value: 'bootstrap.warehouse',
    route: 'PUT /api/v1/orgs/{org}/warehouse',
  },
  s3: { value: ['s3.endpoint', 's3.existingSecret'] },
  admin: { value: ['admin.username', 'admin.existingSecret'] },
  apiKey: { value: ['internalSecret.value', 'internalSecret.existingSecret'] },
  flightsql: { value: 'tls.existingSecret', note: 'One certificate for the Postgres and the Flight listener.' },
  auth: { value: ['auth.allowPlaintext', 'auth.oidc'], later: 'federation' },
  metrics: { value: 'metrics.sink', note: 'prometheus, aws, azure, gcp or none, as there.' },
  bootstrap: { value: ['bootstrap.enabled', 'bootstrap.org', 'admin.username'], command: 'brooder seed' },
  env: { value: ['env', 'extraEnv', 'extraEnvFrom'] },
  extraVolumes: { value: 'extraVolumes' },
  extraVolumeMounts: { value: 'extraVolumeMounts' },
  imagePullSecrets: { value: ['imagePullSecrets', 'global.imagePullSecrets'] },

  cohorts: { value: 'workers.pools.*.cohorts' },
  'cohorts.nodeSelector': { value: 'workers.pools.*.cohorts.*.nodeSelector' },
  'cohorts.tolerations': { value: 'workers.pools.*.cohorts.*.tolerations' },
};
