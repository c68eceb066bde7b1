import type { Construct } from 'constructs';
import { checksum, type Value } from '../expr/index.ts';
import type { SecretVariable } from '../parts/gateway/index.ts';
import { addAccessSecrets, internalSecretVariable, refuseAccessSecrets } from './access-secrets.ts';
import { addConfigStoreSecret, configStoreSecrets, refuseConfigStores } from './config-store.ts';
import type { TreeContext } from './context.ts';
import { addListenerTls, refuseListenerTls } from './listener-tls.ts';
import { addObjectStoreSecret, objectStoreSecrets, refuseObjectStores } from './object-stores.ts';

/** Secrets of the release namespace, each only when no existing one is named. */
export function addSecrets(scope: Construct, context: TreeContext): void {
  addAccessSecrets(scope, context);
  addConfigStoreSecret(scope, context);
  addObjectStoreSecret(scope, context);
  addListenerTls(scope, context);
  refuseAccessSecrets(scope, context);
  refuseConfigStores(scope, context);
  refuseObjectStores(scope, context);
  refuseListenerTls(scope, context);
}

/** Everything secret that a gateway reads from its environment. */
export const gatewaySecretVariables = (context: TreeContext): readonly SecretVariable[] => [
  internalSecretVariable(context),
  ...configStoreSecrets(context),
  ...objectStoreSecrets(context),
];

/** Changes with the inline secrets that a gateway reads at its start. Existing Secrets cannot be seen from here. */
export function secretChecksum({ values }: TreeContext): Value<string> {
  const { internalSecret, configStore, s3, azure, gcs } = values;
  return checksum([
    internalSecret.value,
    configStore.url,
    configStore.password,
    s3.accessKeyId,
    s3.secretAccessKey,
    azure.connectionString,
    gcs.keyId,
    gcs.secret,
  ]);
}
