/** The internal secret of REST and the password of the first user. */
import { environmentOf, provisionedSecrets } from '@brooder/contracts';
import type { Construct } from 'constructs';
import { and, choose, not, Refusal, type Value, whenBlock } from '../expr/index.ts';
import type { SecretVariable } from '../parts/gateway/index.ts';
import { BrooderSecret } from '../parts/secrets/index.ts';
import type { TreeContext } from './context.ts';

const [internalKey] = provisionedSecrets.internalSecret.keys;
const [passwordKey] = provisionedSecrets.adminPassword.keys;

export function internalSecretVariable({ system, values: { internalSecret } }: TreeContext): SecretVariable {
  const { existingSecret, existingSecretKey, value } = internalSecret;
  return {
    name: environmentOf('internalSecret'),
    secret: choose(existingSecret, existingSecret, system.name('internal')),
    key: choose(existingSecret, existingSecretKey, internalKey),
    // Without either the gateway fills the Secret, so it must start before there is anything in it.
    optional: and(not(existingSecret), not(value)),
  };
}

/** Where the password of the first user is, for the Job that makes that user. */
export const adminPasswordVariable = ({ system, values: { admin } }: TreeContext): SecretVariable => ({
  name: environmentOf('adminPassword'),
  secret: choose(admin.existingSecret, admin.existingSecret, system.name('admin')),
  key: choose(admin.existingSecret, admin.existingSecretKey, passwordKey),
});

export function addAccessSecrets(scope: Construct, { system, values: { internalSecret, admin } }: TreeContext): void {
  whenBlock(scope, 'internal', not(internalSecret.existingSecret), (s) => {
    new BrooderSecret(s, 'internal', {
      system,
      name: system.name('internal'),
      texts: { [internalKey]: internalSecret.value },
    });
  });
  whenBlock(scope, 'admin', not(admin.existingSecret), (s) => {
    new BrooderSecret(s, 'admin', {
      system,
      name: system.name('admin'),
      texts: { [passwordKey]: admin.password },
      // The user lives in the config store, which may outlive the release; its password is nowhere else.
      keep: true,
    });
  });
}

export function refuseAccessSecrets(scope: Construct, { values: { internalSecret, admin } }: TreeContext): void {
  const twice = (id: string, path: string, field: string, inline: Value<string>, existing: Value<string>) =>
    new Refusal(
      scope,
      id,
      and(inline, existing),
      `${path}: ${field} and existingSecret are both set. Keep one of them.`,
    );
  twice('internal-twice', 'internalSecret', 'value', internalSecret.value, internalSecret.existingSecret);
  twice('admin-twice', 'admin', 'password', admin.password, admin.existingSecret);
}
