import type { SeedFileWarehouse } from '@brooder/contracts';

const secret = (namespace: string, key: string) => ({ namespace, name: 'local-lake', key });
const lakeNamespace = 'brooder-workers';

/** The Secret that the lake's references name. These services live on one machine, so everybody may know their passwords. */
export const localLakeSecret = {
  metadataStorePassword: 'ducklake',
  s3AccessKeyId: 'minioadmin',
  s3SecretAccessKey: 'minioadmin',
};

/**
 * What a cluster on one machine is filled with: org `local` needs nothing else, org `lake` needs a Postgres and a MinIO that the cluster
 * reaches under the names `ducklake-metadata` and `minio`, for example containers in the network of kind.
 */
export const localSeed = {
  users: [{ name: 'postgres', password: 'postgres' }],
  orgs: [
    { id: 'local', database: 'brooder', warehouse: { kind: 'memory' } as SeedFileWarehouse },
    {
      id: 'lake',
      database: 'lake',
      warehouse: {
        kind: 'ducklake',
        metadata: 'postgres:dbname=ducklake host=ducklake-metadata port=5432 user=ducklake',
        dataPath: 's3://lake/warehouse/',
        s3Endpoint: 'minio:9000',
        s3Region: 'us-east-1',
        s3UrlStyle: 'path',
        s3UseSsl: false,
        secrets: {
          metadataStorePassword: secret(lakeNamespace, 'metadataStorePassword'),
          s3AccessKeyId: secret(lakeNamespace, 's3AccessKeyId'),
          s3SecretAccessKey: secret(lakeNamespace, 's3SecretAccessKey'),
        },
        workerIdentity: { namespace: lakeNamespace, name: 'lake-worker' },
      } satisfies SeedFileWarehouse as SeedFileWarehouse,
    },
  ],
};
