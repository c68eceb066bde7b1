import { expect, test } from 'vitest';
import { checkWarehouseSecrets } from './warehouse-secrets.ts';

const workerIdentity = {
  namespace: 'workers',
  name: 'ducks',
  iamRoleArn: 'arn:aws:iam::123456789012:role/ducks/reader',
};
const reference = { namespace: 'workers', name: 'ducks.store', key: 'secret_key.txt' };
type Row = Parameters<typeof checkWarehouseSecrets>[0];

test('references in the namespace of the worker identity are accepted, and neither is needed', () => {
  checkWarehouseSecrets({});
  checkWarehouseSecrets({ workerIdentity });
  checkWarehouseSecrets({
    workerIdentity,
    secrets: { s3SecretAccessKey: reference, metadataStorePassword: reference },
  });
});

test.each<[string, Row, RegExp]>([
  ['no identity', { secrets: { gcsSecret: reference } }, /"secrets.gcsSecret" is given without "workerIdentity"/],
  [
    'another namespace',
    { workerIdentity, secrets: { gcsSecret: { ...reference, namespace: 'other' } } },
    /"secrets.gcsSecret.namespace" must be "workers".*but is "other"/,
  ],
  [
    'no namespace',
    { workerIdentity, secrets: { gcsSecret: { ...reference, namespace: '' } } },
    /"secrets.gcsSecret.namespace" must be the name of a namespace, written out, but is ""/,
  ],
  ['a bad name', { workerIdentity, secrets: { gcsSecret: { ...reference, name: 'A_b' } } }, /gcsSecret.name/],
  ['a bad key', { workerIdentity, secrets: { gcsSecret: { ...reference, key: '../k' } } }, /gcsSecret.key/],
  [
    'an unknown secret',
    { workerIdentity, secrets: { gcsSecert: reference } as Row['secrets'] & object },
    /Did you mean "gcsSecret"/,
  ],
  ['a role that is none', { workerIdentity: { ...workerIdentity, iamRoleArn: 'ducks' } }, /iamRoleArn/],
])('%s is refused by its path', (_, row, message) => {
  expect(() => checkWarehouseSecrets(row)).toThrow(message);
});

test('a value that was put where a name belongs is not repeated', () => {
  const secrets = { s3SecretAccessKey: { ...reference, name: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' } };
  expect(() => checkWarehouseSecrets({ workerIdentity, secrets })).not.toThrow(/K7MDENG/);
});
