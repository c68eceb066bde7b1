import type { SeedName } from './names.ts';
import type { SeedRow, SeedRows } from './row.ts';

const configStore: SeedRow = { value: ['configStore.url', 'configStore.existingSecret'], setting: 'configStore' };
const drain: SeedRow = { value: 'handoverDrainTimeout', setting: 'handoverDrainTimeout', note: '15m by default.' };
const workerImage: SeedRow = { value: ['workers.image.repository', 'workers.image.tag', 'workers.image.digest'] };
const pullPolicy: SeedRow = { value: 'workers.image.pullPolicy' };
const workerAccount: SeedRow = {
  value: 'workers.serviceAccount.name',
  note: '`<fullname>-worker` by default; it mounts no token.',
};
const workerSecret: SeedRow = {
  value: 'workers.secretName',
  setting: 'workerSecret',
  note: 'A base name: each worker has a Secret of its own, made before its pod.',
};
const workerConfig: SeedRow = { value: 'workers.configMap' };
const warmTarget: SeedRow = { value: 'workers.warmTarget', setting: 'warmTarget' };
const testKubeconfig: SeedRow = {
  file: 'test/testbed/prepare.ts',
  note: 'Tests use the API server that `BROODER_TEST_KUBECONFIG` names, or start one.',
};
const kindCluster: SeedRow = {
  later: 'kubernetesRuntime',
  file: 'charts/brooder/values-local.yaml',
  note: 'The manifests for a local cluster are there; images to run in it come later.',
};
const noContainers: SeedRow = {
  none: 'Brooder brings its own config store for trials (`postgres.enabled`); nothing runs beside the cluster.',
};

/** The Kubernetes README of Duckgres. */
export const duckgres: SeedRows<SeedName<'duckgres'>> = {
  'namespace.yaml': { file: 'dist/kind/namespace.yaml', value: ['namespace.create', 'workers.namespace.create'] },
  'rbac.yaml': { file: 'dist/kind/rbac.yaml', value: 'rbac.create' },
  'configmap.yaml': { file: 'dist/kind/configmap.yaml', note: 'Settings only; users are rows of the config store.' },
  'secret.yaml': { file: 'dist/kind/secret.yaml', note: 'Empty Secrets are filled by the gateway at its first start.' },
  'managed-warehouse-secrets.yaml': { file: 'dist/kind/managed-warehouse-secrets.yaml', value: 'warehouse.secrets' },
  'worker-identity.yaml': { file: 'dist/kind/worker-identity.yaml', value: 'warehouse.identity.create' },
  'networkpolicy.yaml': { file: 'dist/kind/networkpolicy.yaml', value: 'networkPolicy.enabled' },
  'control-plane-multitenant-local.yaml': { file: 'dist/orbstack/gateway.yaml' },
  'kind/config-store.overlay.yaml': noContainers,
  'kind/config-store.seed.sql': {
    file: 'dist/kind/config-store.seed.sql',
    command: 'brooder seed',
    note: 'A seed file in YAML says the same and is checked; the SQL is for reading.',
  },
  'kind/control-plane.yaml': { file: 'dist/kind/gateway.yaml' },
  'orbstack/dependency-ports.overlay.yaml': noContainers,

  '--mode control-plane': { command: 'brooder gateway' },
  '--worker-backend remote': { setting: 'cluster', note: '`kubernetes`; the chart sets it.' },
  '--config-store': configStore,
  '--handover-drain-timeout': drain,
  '--k8s-worker-image': workerImage,
  '--k8s-worker-image-pull-policy': pullPolicy,
  '--k8s-worker-service-account': workerAccount,
  '--k8s-worker-secret': workerSecret,
  '--k8s-worker-configmap': workerConfig,
  '--k8s-shared-warm-target': warmTarget,
  DUCKGRES_CONFIG_STORE: configStore,
  DUCKGRES_HANDOVER_DRAIN_TIMEOUT: drain,
  DUCKGRES_K8S_WORKER_IMAGE: workerImage,
  DUCKGRES_K8S_WORKER_IMAGE_PULL_POLICY: pullPolicy,
  DUCKGRES_K8S_WORKER_SERVICE_ACCOUNT: workerAccount,
  DUCKGRES_K8S_WORKER_SECRET: workerSecret,
  DUCKGRES_K8S_WORKER_CONFIGMAP: workerConfig,
  DUCKGRES_K8S_SHARED_WARM_TARGET: warmTarget,
  DUCKGRES_K8S_TEST_SKIP_SETUP: testKubeconfig,
  DUCKGRES_K8S_TEST_SETUP: testKubeconfig,
  DUCKGRES_K8S_TEST_NAMESPACE: {
    file: 'test/testbed/api-server.ts',
    none: 'Each test makes a namespace of its own and deletes it.',
  },

  'strategy.rollingUpdate.maxUnavailable': { value: 'rollingUpdate.maxUnavailable' },
  'strategy.rollingUpdate.maxSurge': { value: 'rollingUpdate.maxSurge' },
  terminationGracePeriodSeconds: {
    value: 'terminationGracePeriodSeconds',
    note: '900 by default; less than the drain timeout is refused.',
  },
  automountServiceAccountToken: {
    none: 'Always false for workers: a worker runs SQL of tenants and must hold no identity.',
  },
  'securityContext.runAsUser': { value: 'podSecurityContext', note: 'Workers always run as uid 1000.' },
  'worker_identity.namespace': {
    value: 'warehouse.namespace',
    note: 'Every Secret of a warehouse lies in the namespace of its worker identity; another one is refused.',
  },

  '5432': { value: 'service.pg.port', setting: 'pgPort' },
  '8815': { value: 'service.flight.port', setting: 'flightPort' },
  '8816': { value: 'workers.port', setting: 'workerPort' },
  'GET /api/v1/teams/local/warehouse': { route: 'GET /api/v1/orgs/{org}/warehouse' },
  'PUT /api/v1/teams/local/warehouse': { route: 'PUT /api/v1/orgs/{org}/warehouse' },
  cp_instances: { file: 'gateway/src/store/postgres/migrations/0001-tables.ts' },
  worker_records: { file: 'gateway/src/store/postgres/migrations/0001-tables.ts' },

  'just run-multitenant-kind': kindCluster,
  'just run-multitenant-local': kindCluster,
  'just multitenant-port-forward-pg': {
    file: 'charts/brooder/templates/NOTES.txt',
    note: 'Helm prints the line after an install.',
  },
  'just multitenant-port-forward-api': {
    file: 'charts/brooder/templates/NOTES.txt',
    note: 'Helm prints the line after an install.',
  },
  'just multitenant-seed-local': {
    command: 'brooder seed',
    value: 'bootstrap.enabled',
    note: 'All or nothing, and idempotent.',
  },
  'just kind-cluster-down': { none: 'Delete the two namespaces; a cluster of yours is not touched.' },
  'just multitenant-config-store-down-kind': noContainers,
  'just multitenant-config-store-down': noContainers,
  'just test-k8s-integration': {
    file: 'vitest.chart.config.ts',
    note: 'Against a real API server; on nodes: with the Kubernetes runtime.',
  },
};
