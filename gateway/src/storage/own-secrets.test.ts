import type { SecretReference, WarehouseSecrets } from '@brooder/contracts';
import { expect, test } from 'vitest';
import type { WarehouseRow } from '../store/index.ts';
import { readOwnSecrets, storageForWarehouse, withPassword } from './index.ts';

const signal = new AbortController().signal;
const reference = (key: string): SecretReference => ({ namespace: 'workers', name: 'ducks', key });
const secrets: WarehouseSecrets = {
  metadataStorePassword: reference('metadata'),
  s3AccessKeyId: reference('id'),
  s3SecretAccessKey: reference('secret'),
  azureConnectionString: reference('azure'),
};
const lake = (dataPath: string, metadata = 'postgres:host=meta dbname=ducks'): WarehouseRow => ({
  org: 'ducks',
  database: 'pond',
  kind: 'ducklake',
  options: { metadata, dataPath },
  state: 'ready',
  secrets,
});
const read = async ({ namespace, name, key }: SecretReference) => `${namespace}/${name}/${key}`;
const names = async (row: WarehouseRow) => Object.keys(await readOwnSecrets(row, read, signal));

test('only the Secrets that a warehouse needs are read', async () => {
  expect(await names(lake('s3://ducks/'))).toEqual(['s3AccessKeyId', 's3SecretAccessKey', 'metadataStorePassword']);
  expect(await names(lake('az://ducks/', '/data/ducks/meta.ducklake'))).toEqual(['azureConnectionString']);
  expect(await names({ ...lake('s3://ducks/'), kind: 'iceberg' })).not.toContain('metadataStorePassword');
  expect(await names({ ...lake('s3://ducks/'), kind: 'memory' })).toEqual([]);
  await expect(readOwnSecrets({ ...lake(''), kind: 'duckdb-file' }, undefined, signal)).resolves.toEqual({});
});

test("a warehouse's own key pair comes before the operator's", async () => {
  const row = lake('s3://ducks/');
  const operators = {
    s3: { region: 'eu', accessKeyId: 'AKIA', secretAccessKey: 'operator' },
    gcs: { keyId: 'k', secret: 's' },
  };
  expect(storageForWarehouse(row, operators, await readOwnSecrets(row, read, signal))).toEqual({
    s3: { region: 'eu', accessKeyId: 'workers/ducks/id', secretAccessKey: 'workers/ducks/secret' },
  });
  expect(storageForWarehouse(lake('gs://ducks/'), operators, { gcsSecret: 'own' })).toEqual({
    gcs: { keyId: 'k', secret: 'own' },
  });
});

test.each<[string, () => Promise<unknown>, RegExp]>([
  [
    'on a cluster without Secrets',
    () => readOwnSecrets(lake('s3://ducks/'), undefined, signal),
    /its s3AccessKeyId is in key "id" of the Secret workers\/ducks, and this gateway runs where there are no Secrets/,
  ],
  [
    'that is not there',
    () => readOwnSecrets(lake('s3://ducks/'), async () => undefined, signal),
    /its s3AccessKeyId should be in key "id" of the Secret workers\/ducks, which does not exist/,
  ],
  ['that is empty', () => readOwnSecrets(lake('s3://ducks/'), async () => '', signal), /which is empty/],
  [
    'that is half a pair',
    async () => storageForWarehouse(lake('s3://ducks/'), {}, { s3AccessKeyId: 'id' }),
    /s3AccessKeyId and s3SecretAccessKey go together/,
  ],
  [
    'that is half a pair of Google',
    async () => storageForWarehouse(lake('gs://ducks/'), {}, { gcsSecret: 'own' }),
    /gcsKeyId and gcsSecret go together/,
  ],
])('a credential %s fails the activation with its place', async (_, work, message) => {
  await expect(work()).rejects.toMatchObject({ code: 'activationFailed', message: expect.stringMatching(message) });
});

test.each([
  ['postgres:host=meta dbname=ducks', `it's \\ me`, `postgres:host=meta dbname=ducks password='it\\'s \\\\ me'`],
  ['postgres:postgresql://ana@meta/ducks', 'p@ss:/word', 'postgres:postgresql://ana:p%40ss%3A%2Fword@meta/ducks'],
  ['/data/ducks/meta.ducklake', 'unused', '/data/ducks/meta.ducklake'],
])('the password enters %s quoted', (metadata, password, whole) => {
  expect(withPassword(metadata, password)).toBe(whole);
  expect(withPassword(metadata, undefined)).toBe(metadata);
});
