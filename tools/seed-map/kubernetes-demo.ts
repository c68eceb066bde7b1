import type { SeedName } from './names.ts';
import type { SeedRow, SeedRows } from './row.ts';

const noStore: SeedRow = { none: 'Brooder brings no object store; `s3.endpoint` names yours.', value: 's3.endpoint' };
const noCube: SeedRow = { none: 'No semantic layer: Cube, like any Postgres client, connects to the gateway.' };
const noDagster: SeedRow = {
  none: 'No scheduler: Dagster, like any Postgres or Flight client, connects to the gateway.',
};
const catalog: SeedRow = {
  route: 'PUT /api/v1/orgs/{org}/warehouse',
  note: 'A warehouse of kind `iceberg` names its REST catalog.',
};
const gatewayPort = (port: 'pg' | 'api'): SeedRow => ({ value: `service.${port}.port` });

/** The research note on a demo stack on a local Kubernetes. */
export const kubernetesDemo: SeedRows<SeedName<'kubernetesDemo'>> = {
  'postgresql.enabled': { value: 'postgres.enabled', note: 'A small Postgres of the chart itself, no sub-chart.' },
  'postgresql.primary.persistence.enabled': { value: 'postgres.storage.type', note: '`emptyDir` for a laptop.' },
  'postgresql.primary.resources': { value: 'postgres.resources' },
  'minio.enabled': noStore,
  'minio.persistence.enabled': noStore,
  'minio.resources': noStore,
  'jaeger.enabled': { none: 'Traces are not written; metrics and logs are.' },
  'cubestore.persistence.enabled': noCube,
  'resources.requests': { value: 'resources', file: 'charts/brooder/values-local.yaml' },
  'resources.limits': { value: 'resources', file: 'charts/brooder/values-local.yaml' },
  'readinessProbe.initialDelaySeconds': { value: 'probes.readiness.initialDelaySeconds' },
  'readinessProbe.periodSeconds': { value: 'probes.readiness.periodSeconds' },
  'readinessProbe.failureThreshold': { value: 'probes.readiness.failureThreshold' },
  'livenessProbe.initialDelaySeconds': { value: 'probes.liveness.initialDelaySeconds' },
  'livenessProbe.periodSeconds': { value: 'probes.liveness.periodSeconds' },
  'livenessProbe.failureThreshold': { value: 'probes.liveness.failureThreshold' },
  'cube.env': noCube,
  'dagster.dagster-user-deployments.deployments': noDagster,
  'image.repository': { value: ['image.repository', 'workers.image.repository'] },
  'image.tag': { value: ['image.tag', 'workers.image.tag'] },
  dagsterApiGrpcArgs: noDagster,
  POLARIS_CLIENT_SECRET: { ...catalog, note: 'Kept in a Secret that the warehouse refers to, never in its row.' },
  POLARIS_URI: catalog,
  CUBEJS_DB_TYPE: noCube,
  CUBEJS_DB_DUCKDB_S3_ENDPOINT: { value: 's3.endpoint', setting: 's3Endpoint' },
  CUBEJS_DB_DUCKDB_S3_ACCESS_KEY_ID: { value: 's3.accessKeyId', setting: 's3AccessKeyId' },
  CUBEJS_DB_DUCKDB_S3_SECRET_ACCESS_KEY: { value: 's3.secretAccessKey', setting: 's3SecretAccessKey' },
  CUBEJS_EXTERNAL_DEFAULT: noCube,
  CUBEJS_CUBESTORE_HOST: noCube,
  CUBEJS_CUBESTORE_PORT: noCube,
  'helm.sh/hook': { value: 'migration.enabled', note: 'post-install and post-upgrade.' },
  'helm.sh/hook-weight': { value: 'migration.weight' },
  'helm.sh/hook-delete-policy': {
    file: 'constructs/src/parts/jobs/migration-job.ts',
    note: 'before-hook-creation, so that the log of the last run stays.',
  },
  backoffLimit: { value: 'jobs.backoffLimit', note: '3, as there.' },
  restartPolicy: { file: 'constructs/src/parts/jobs/migration-job.ts', note: 'Never: each try keeps its log.' },
  'Chart.yaml': { file: 'charts/brooder/Chart.yaml', note: 'No sub-charts.' },
  'values.yaml': { file: 'charts/brooder/values.yaml' },
  'values-local.yaml': { file: 'charts/brooder/values-local.yaml' },
  'templates/_helpers.tpl': { file: 'charts/brooder/templates/_helpers.tpl' },
  'templates/configmap-artifacts.yaml': { value: 'extraObjects', note: 'Objects of your own beside the chart’s.' },
  'templates/polaris-init-job.yaml': {
    file: 'constructs/src/parts/jobs/migration-job.ts',
    note: 'The same hook, for the schema of the config store.',
  },
  Dockerfile: { later: 'kubernetesRuntime' },
  'POST /api/management/v1/catalogs': { none: 'Catalogs are made by their owner; a warehouse refers to one.' },
  'POST /api/catalog/v1/demo_catalog/namespaces': { none: 'Namespaces of a catalog are SQL: `CREATE SCHEMA`.' },
  '15432': gatewayPort('pg'),
  '4000': gatewayPort('api'),
  empty_tables_sensor: {
    value: 'bootstrap.enabled',
    command: 'brooder seed',
    note: 'A Job that writes only what is missing.',
  },
  'ATTACH (TYPE iceberg)': catalog,
  'emptyDir for stateful services': { value: 'postgres.storage.type', file: 'charts/brooder/values-local.yaml' },
};
