import type { SeedName } from './names.ts';
import type { SeedRow, SeedRows } from './row.ts';

const secret: SeedRow = { value: ['internalSecret.value', 'internalSecret.existingSecret'], setting: 'internalSecret' };
const oneListener: SeedRow = { none: 'One REST listener with one secret; there is no second port to guard.' };
const noAccount: SeedRow = {
  none: 'The role is written out whole, with its account, where a warehouse names its worker identity.',
};
const region: SeedRow = { value: 'aws.region', setting: 'awsRegion' };
const cloud: SeedRow = { later: 'provisioning' };
const warehouse: SeedRow = { route: 'GET /api/v1/orgs/{org}/warehouse' };
const column: SeedRow = { file: 'contracts/src/managed-warehouse.ts', route: 'PUT /api/v1/orgs/{org}/warehouse' };

/** The pull request that adds provisioning and brokered credentials to Duckgres. */
export const provisioning: SeedRows<SeedName<'provisioning'>> = {
  '--admin-token': { ...secret, note: 'Never a flag: flags are visible to every process of a machine.' },
  '--internal-secret': { ...secret, note: 'Never a flag: flags are visible to every process of a machine.' },
  '--provisioning-token': oneListener,
  '--aws-account-id': noAccount,
  '--aws-region': region,
  DUCKGRES_ADMIN_TOKEN: secret,
  DUCKGRES_INTERNAL_SECRET: secret,
  DUCKGRES_PROVISIONING_TOKEN: oneListener,
  DUCKGRES_PROVISIONING_PORT: oneListener,
  DUCKGRES_AWS_ACCOUNT_ID: noAccount,
  DUCKGRES_AWS_REGION: region,
  DUCKGRES_API_URL: { value: 'service.api', note: 'The Service of REST; callers name it as they like.' },
  'X-Duckgres-Internal-Secret': { value: 'internalSecret.value', note: 'The header is `X-Brooder-Internal-Secret`.' },
  'Authorization: Bearer': { value: 'internalSecret.value', note: 'The header is `X-Brooder-Internal-Secret`.' },
  'GET /orgs/:id/warehouse': warehouse,
  'POST /api/v1/orgs/:id/provision': cloud,
  'POST /api/v1/orgs/:id/deprovision': cloud,
  'GET /api/v1/orgs/:id/warehouse/status': cloud,
  'POST /teams/:id/provision': cloud,
  'POST /teams/:id/deprovision': cloud,
  'GET /teams/:id/warehouse': warehouse,
  'GET /health': { value: ['probes.readiness', 'probes.liveness'], note: '/readyz and /livez on the metrics port.' },
  'GET /metrics': { value: 'service.metrics.port', setting: 'metricsPort' },
  'duckgres/org': { label: 'brooder.dev/org' },
  'duckgres/team': { label: 'brooder.dev/org' },
  '5432': { value: 'service.pg.port', setting: 'pgPort' },
  '8080': { value: 'service.api.port', setting: 'apiPort' },
  '9090': { value: 'service.metrics.port', setting: 'metricsPort' },
  '9091': oneListener,
  metadata_store_username: column,
  metadata_store_database_name: column,
  metadata_store_kind: column,
  metadata_store_port: column,
  metadata_store_engine: column,
  worker_identity_iam_role_arn: { value: 'warehouse.identity.iamRoleArn', file: 'contracts/src/managed-warehouse.ts' },
  image: { value: 'workers.pools.*.image', note: 'A pool has an image; an org has none of its own.' },
  aurora_min_acu: cloud,
  aurora_max_acu: cloud,
  'spec.metadataStore.aurora.minACU': cloud,
  'spec.metadataStore.aurora.maxACU': cloud,
  'spec.dataStore.type': cloud,
  'status.metadataStore': cloud,
  'status.dataStore': cloud,
  'status.iamRoleArn': { value: 'warehouse.identity.iamRoleArn', later: 'provisioning' },
  S3SessionToken: {
    later: 'kubernetesRuntime',
    value: 'aws.region',
    note: 'Brokered short-lived credentials reach a worker at activation.',
  },
};
