/**
 * Keys of two systems that people come from, and of charts like this one, under names that this chart does not use. The schema lets them
 * through and the tree refuses them with their name here, which says more than "additional property".
 */

/** Old path to the path here, or to a sentence that says what stands in its place. */
export const renamedKeys: Readonly<Record<string, string>> = {
  // A Kubernetes chart of a DuckDB pool
  drainTimeoutSec: 'handoverDrainTimeout',
  'service.rest': 'service.api',
  'service.flightsql': 'service.flight',
  'postgres.host': 'configStore.host',
  'postgres.port': 'configStore.port',
  'postgres.dbName': 'configStore.database',
  'postgres.schema': 'nothing: the tables are always in the schema "brooder" of configStore.database',
  'quackNode.image': 'workers.image',
  'quackNode.tls': 'workers.tls',
  'storage.dataPath':
    'nothing: where data lies is said by each warehouse, with PUT /api/v1/orgs/<org>/warehouse or in bootstrap',
  's3.accessKey': 's3.accessKeyId',
  's3.secretKey': 's3.secretAccessKey',
  's3.existingSecretAccessKeyKey': 's3.existingSecretAccessKeyIdKey',
  's3.existingSecretSecretKeyKey': 's3.existingSecretSecretAccessKeyKey',
  'apiKey.value': 'internalSecret.value',
  'apiKey.existingSecret': 'internalSecret.existingSecret',
  'apiKey.existingSecretKey': 'internalSecret.existingSecretKey',
  sessionJwtSecret: 'nothing: sessions are rows of the config store',
  existingSessionJwtSecret: 'nothing: sessions are rows of the config store',
  'flightsql.tls': 'tls, one certificate for the Postgres and Flight listeners',
  'auth.keycloak': 'auth.oidc',
  'auth.management': 'admin and internalSecret',
  'loadTpc.enabled': 'bootstrap',
  'networkPolicy.nodePortRange': 'workers.port',
  'networkPolicy.postgres': 'networkPolicy.gateway.configStore',
  'networkPolicy.objectStore': 'networkPolicy.workers.egress',
  'networkPolicy.ingressFrom': 'networkPolicy.gateway.from',
  'networkPolicy.smtp': 'networkPolicy.gateway.extraEgress',
  'networkPolicy.extraEgress': 'networkPolicy.gateway.extraEgress or networkPolicy.workers.extraEgress',

  // Its keys outside a chart
  'k8s.namespace': 'workers.namespace.name',
  'k8s.image': 'workers.image',
  'k8s.serviceAccount': 'workers.serviceAccount.name',
  'k8s.serviceType': 'nothing: gateways reach workers by their pod address',
  'k8s.quackPort': 'workers.port',
  'k8s.startupTimeoutSec': 'workers.spawnTimeout',
  'k8s.podLabel': 'workers.labels',

  // Flags of a control plane for DuckDB workers
  adminToken: 'internalSecret.value',
  workerBackend: 'nothing: this chart always runs workers as pods',
  workerImage: 'workers.image',
  workerImagePullPolicy: 'workers.image.pullPolicy',
  workerServiceAccount: 'workers.serviceAccount.name',
  workerSecret: 'workers.secretName',
  workerConfigmap: 'workers.configMap',
  sharedWarmTarget: 'workers.warmTarget',

  // Names that other charts use
  replicas: 'replicaCount',
  hpa: 'autoscaling',
  podDisruptionBudget: 'pdb',
  volumes: 'extraVolumes',
  volumeMounts: 'extraVolumeMounts',
  sidecars: 'extraContainers',
  extraInitContainers: 'initContainers',
  extraLabels: 'commonLabels',
  livenessProbe: 'probes.liveness',
  readinessProbe: 'probes.readiness',
  startupProbe: 'probes.startup',
  certManager: 'tls.certManager',
  postgresql: 'postgres, or configStore for a server of yours',
  externalDatabase: 'configStore',
};

/** `apiKey.value: this chart calls it internalSecret.value` */
export const renamedText = (path: string, here: string): string =>
  here.startsWith('nothing: ')
    ? `${path}: this chart has no such key; ${here.slice('nothing: '.length)}`
    : `${path}: this chart calls it ${here}`;
