import type { Construct } from 'constructs';
import { and, choose, not, Refusal, type Value, whenBlock } from '../expr/index.ts';
import { BundledPostgres, PostgresNetworkPolicy } from '../parts/postgres/index.ts';
import { BrooderSecret } from '../parts/secrets/index.ts';
import { imageReference } from '../system/index.ts';
import type { TreeContext } from './context.ts';

/** Name and key of the Secret that holds the password of the bundled Postgres. */
export const postgresSecret = ({
  system,
  values: { postgres },
}: TreeContext): { name: Value<string>; key: Value<string> } => ({
  name: choose(postgres.existingSecret, postgres.existingSecret, system.name('config-store')),
  key: choose(postgres.existingSecret, postgres.existingSecretKey, 'password'),
});

export function addPostgres(scope: Construct, context: TreeContext): void {
  const { system, values } = context;
  const { postgres, networkPolicy, global } = values;
  new Refusal(
    scope,
    'two-passwords',
    and(postgres.enabled, postgres.password, postgres.existingSecret),
    'postgres.password and postgres.existingSecret are both set, so it is unclear which password holds. Remove one of them.',
  );
  whenBlock(scope, 'own-secret', and(postgres.enabled, not(postgres.existingSecret)), (s) => {
    new BrooderSecret(s, 'secret', {
      system,
      component: 'config-store',
      name: system.name('config-store'),
      texts: { password: postgres.password },
      // The claim outlives the release, and its data opens with this password only.
      keep: true,
    });
  });
  whenBlock(scope, 'server', postgres.enabled, (s) => {
    new BundledPostgres(s, 'postgres', {
      ...postgres,
      system,
      image: imageReference(postgres.image, global.imageRegistry),
      imagePullPolicy: postgres.image.pullPolicy,
      imagePullSecrets: global.imagePullSecrets,
      passwordSecret: postgresSecret(context),
    });
  });
  whenBlock(scope, 'network', and(postgres.enabled, networkPolicy.enabled), (s) => {
    new PostgresNetworkPolicy(s, 'network', { system });
  });
}
