import { resolveSettings } from '@brooder/contracts';
import { expect, test } from 'vitest';
import type { WarehouseRow } from '../store/index.ts';
import { parseEndpoint, storageForWarehouse, storageOfSettings } from './index.ts';

const settings = (environment: Record<string, string>) => resolveSettings('gateway', { environment }).values;
const everything = {
  BROODER_S3_ENDPOINT: 'http://minio:9000/',
  BROODER_S3_REGION: 'eu-central-1',
  BROODER_S3_URL_STYLE: 'path',
  BROODER_S3_ACCESS_KEY_ID: 'AKIA',
  BROODER_S3_SECRET_ACCESS_KEY: 'secret',
  BROODER_AZURE_CONNECTION_STRING: 'AccountName=ducks',
  BROODER_GCS_KEY_ID: 'GOOG',
  BROODER_GCS_SECRET: 'gcs-secret',
};
const row = (kind: WarehouseRow['kind'], options: Record<string, string> = {}): WarehouseRow => ({
  org: 'ducks',
  database: 'pond',
  kind,
  options,
  state: 'ready',
});

test.each([
  ['minio:9000', { host: 'minio:9000' }],
  ['https://s3.example', { host: 's3.example', useSsl: true }],
  ['HTTP://[::1]:9000/', { host: '[::1]:9000', useSsl: false }],
  ['http://user:word@minio:9000', undefined],
  ['minio:9000/bucket', undefined],
  ['ftp://minio', undefined],
  ['', undefined],
])('the endpoint %j is read as %j', (text, endpoint) => {
  expect(parseEndpoint(text)).toEqual(endpoint);
});

test('settings become credentials; what is not set is absent', () => {
  expect(storageOfSettings(settings({}))).toEqual({});
  expect(storageOfSettings(settings(everything))).toEqual({
    s3: {
      endpoint: 'minio:9000',
      useSsl: false,
      region: 'eu-central-1',
      urlStyle: 'path',
      accessKeyId: 'AKIA',
      secretAccessKey: 'secret',
    },
    azure: { connectionString: 'AccountName=ducks' },
    gcs: { keyId: 'GOOG', secret: 'gcs-secret' },
  });
});

test('s3UseSsl beats the scheme of the endpoint', () => {
  const { s3 } = storageOfSettings(settings({ BROODER_S3_ENDPOINT: 'http://minio', BROODER_S3_USE_SSL: 'true' }));
  expect(s3).toEqual({ endpoint: 'minio', useSsl: true });
});

test.each([
  [{ BROODER_S3_ACCESS_KEY_ID: 'AKIA' }, /s3SecretAccessKey.*BROODER_S3_SECRET_ACCESS_KEY/],
  [{ BROODER_S3_SECRET_ACCESS_KEY: 'hunter2' }, /s3AccessKeyId.*BROODER_S3_ACCESS_KEY_ID/],
  [{ BROODER_GCS_KEY_ID: 'GOOG' }, /gcsSecret.*BROODER_GCS_SECRET/],
  [{ BROODER_S3_ENDPOINT: 'http://me:hunter2@minio' }, /s3Endpoint.*host:port/],
])('half a pair or a bad endpoint is refused by name: %j', (environment, message) => {
  expect(() => storageOfSettings(settings(environment))).toThrow(message);
  expect(() => storageOfSettings(settings(environment))).not.toThrow(/hunter2/);
});

test('a warehouse gets the credentials of its own store, and one on disk gets none', () => {
  const storage = storageOfSettings(settings(everything));
  const of = (kind: WarehouseRow['kind'], dataPath = '') =>
    Object.keys(storageForWarehouse(row(kind, { dataPath }), storage) ?? {});
  expect(of('memory')).toEqual([]);
  expect(of('duckdb-file')).toEqual([]);
  expect(of('ducklake', '/data/ducks/')).toEqual([]);
  expect(of('ducklake', 's3://ducks/')).toEqual(['s3']);
  expect(of('ducklake', 'gs://ducks/')).toEqual(['gcs']);
  expect(of('ducklake', 'az://ducks/')).toEqual(['azure']);
  expect(of('iceberg')).toEqual(['s3', 'azure', 'gcs']);
});

test('a value that the warehouse sets itself is not overridden, and the others are filled in', () => {
  const own = { dataPath: 's3://ducks/', s3Endpoint: 'https://s3.ducks.example', s3Region: 'us-east-1' };
  expect(storageForWarehouse(row('ducklake', own), storageOfSettings(settings(everything)))?.s3).toEqual({
    endpoint: 's3.ducks.example',
    useSsl: true,
    region: 'us-east-1',
    urlStyle: 'path',
    accessKeyId: 'AKIA',
    secretAccessKey: 'secret',
  });
});
