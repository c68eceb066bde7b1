import type { ProvisionedSecret } from '@brooder/contracts';
import { choose, concat, not, or, type Value } from '../expr/index.ts';
import type { TreeContext } from './context.ts';

/** Each Secret that the gateway may have to fill: its name, and whether the user gave its content another way. */
export function provisionedSecrets({
  system,
  values,
}: TreeContext): Record<ProvisionedSecret, { name: Value<string>; given: Value<boolean> }> {
  const { internalSecret, admin, tls, postgres } = values;
  return {
    internalSecret: { name: system.name('internal'), given: or(internalSecret.value, internalSecret.existingSecret) },
    adminPassword: { name: system.name('admin'), given: or(admin.password, admin.existingSecret) },
    configStorePassword: {
      name: system.name('config-store'),
      given: or(not(postgres.enabled), postgres.password, postgres.existingSecret),
    },
    tls: { name: system.name('tls'), given: or(tls.existingSecret, tls.certManager.enabled) },
  };
}

/** Names of those that the tree makes without content: what the gateway may read and fill. */
export const provisionedSecretNames = (context: TreeContext): Value<readonly string[]> =>
  concat(
    ...(Object.values(provisionedSecrets(context)).map(({ name, given }) =>
      choose<Value<readonly string[]>>(given, [], [name] as unknown as readonly string[]),
    ) as Value<readonly string[]>[]),
  );
