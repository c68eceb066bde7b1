/** Credentials of object stores: each from a Secret of the user's, or inline and then in one of ours. */
import { environmentOf, type SettingName } from '@brooder/contracts';
import type { Construct } from 'constructs';
import { and, choose, not, or, Refusal, type Value, whenBlock } from '../expr/index.ts';
import type { SecretVariable } from '../parts/gateway/index.ts';
import { BrooderSecret } from '../parts/secrets/index.ts';
import type { TreeContext } from './context.ts';

const secretSuffix = 'object-stores';

interface Credential {
  readonly setting: SettingName;
  /** Key in the Secret of inline values. */
  readonly ownKey: string;
  readonly inline: Value<string>;
  readonly existingSecret: Value<string>;
  readonly existingKey: Value<string>;
}

const credentialsOf = ({ values: { s3, azure, gcs } }: TreeContext): readonly Credential[] => [
  {
    setting: 's3AccessKeyId',
    ownKey: 's3-access-key-id',
    inline: s3.accessKeyId,
    existingSecret: s3.existingSecret,
    existingKey: s3.existingSecretAccessKeyIdKey,
  },
  {
    setting: 's3SecretAccessKey',
    ownKey: 's3-secret-access-key',
    inline: s3.secretAccessKey,
    existingSecret: s3.existingSecret,
    existingKey: s3.existingSecretSecretAccessKeyKey,
  },
  {
    setting: 'azureConnectionString',
    ownKey: 'azure-connection-string',
    inline: azure.connectionString,
    existingSecret: azure.existingSecret,
    existingKey: azure.existingSecretKey,
  },
  {
    setting: 'gcsKeyId',
    ownKey: 'gcs-key-id',
    inline: gcs.keyId,
    existingSecret: gcs.existingSecret,
    existingKey: gcs.existingSecretKeyIdKey,
  },
  {
    setting: 'gcsSecret',
    ownKey: 'gcs-secret',
    inline: gcs.secret,
    existingSecret: gcs.existingSecret,
    existingKey: gcs.existingSecretSecretKey,
  },
];

export const objectStoreSecrets = (context: TreeContext): readonly SecretVariable[] =>
  credentialsOf(context).map(({ setting, ownKey, inline, existingSecret, existingKey }) => ({
    name: environmentOf(setting),
    condition: or(existingSecret, inline),
    secret: choose(existingSecret, existingSecret, context.system.name(secretSuffix)),
    key: choose(existingSecret, existingKey, ownKey),
  }));

/** The Secret of inline credentials. */
export function addObjectStoreSecret(scope: Construct, context: TreeContext): void {
  const { system } = context;
  const credentials = credentialsOf(context);
  whenBlock(scope, secretSuffix, or(...credentials.map(({ inline }) => inline)), (s) => {
    const texts = Object.fromEntries(credentials.map(({ ownKey, inline }) => [ownKey, inline]));
    new BrooderSecret(s, secretSuffix, { system, name: system.name(secretSuffix), texts });
  });
}

export function refuseObjectStores(scope: Construct, { values: { s3, azure, gcs } }: TreeContext): void {
  const both = (store: string, inline: Value<unknown>, existingSecret: Value<string>) =>
    new Refusal(
      scope,
      `${store}-twice`,
      and(inline, existingSecret),
      `${store}: credentials are given inline and by ${store}.existingSecret. Keep one of them.`,
    );
  both('s3', or(s3.accessKeyId, s3.secretAccessKey), s3.existingSecret);
  both('azure', azure.connectionString, azure.existingSecret);
  both('gcs', or(gcs.keyId, gcs.secret), gcs.existingSecret);
  const half = (store: string, one: string, other: string, left: Value<string>, right: Value<string>) =>
    new Refusal(
      scope,
      `${store}-half`,
      or(and(left, not(right)), and(right, not(left))),
      `${store}: only one of ${store}.${one} and ${store}.${other} is set. Give both, or neither.`,
    );
  half('s3', 'accessKeyId', 'secretAccessKey', s3.accessKeyId, s3.secretAccessKey);
  half('gcs', 'keyId', 'secret', gcs.keyId, gcs.secret);
}
