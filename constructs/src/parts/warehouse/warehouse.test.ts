import { Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { System } from '../../system/index.ts';
import { WarehouseIdentity, type WarehouseIdentityProps } from './warehouse-identity.ts';
import { WarehouseSecret } from './warehouse-secret.ts';

const system = new System({ release: 'wh', namespace: 'data' });
const identity = (props: Partial<WarehouseIdentityProps>) =>
  new WarehouseIdentity(Testing.chart(), 'identity', { system, ...props }).object.toJson();

test('Secrets and worker identity of a warehouse lie in one namespace', () => {
  const secret = new WarehouseSecret(Testing.chart(), 'secret', { system, name: 'lake', content: { key: 'v' } });
  expect(secret.object.toJson()).toMatchObject({ metadata: { namespace: 'data-workers' }, stringData: { key: 'v' } });
  expect(identity({}).metadata.namespace).toBe('data-workers');
});

test('an identity assumes a cloud role only when one is given, and never mounts a token by itself', () => {
  expect(identity({}).metadata).not.toHaveProperty('annotations');
  expect(identity({ iamRoleArn: 'arn:aws:iam::1:role/x' }).metadata.annotations).toEqual({
    'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/x',
  });
  expect(identity({}).automountServiceAccountToken).toBe(false);
});
