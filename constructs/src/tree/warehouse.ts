import type { Construct } from 'constructs';
import { eachBlock, fallback, whenBlock } from '../expr/index.ts';
import { WarehouseIdentity, WarehouseSecret } from '../parts/warehouse/index.ts';
import { map, text } from '../schema/index.ts';
import type { TreeContext } from './context.ts';

const namespaceOf = ({ system, values }: TreeContext) => fallback(values.warehouse.namespace, system.workerNamespace);

/** Secrets that a seeded warehouse refers to. */
export function addWarehouseSecrets(scope: Construct, context: TreeContext): void {
  const { system, values } = context;
  eachBlock(
    scope,
    'secret',
    values.warehouse.secrets,
    map(text('Value.'), 'Value of each key.'),
    (s, name, content) => {
      new WarehouseSecret(s, 'secret', { system, name, namespace: namespaceOf(context), content });
    },
  );
}

/** The ServiceAccount that a seeded warehouse names as its worker identity. */
export function addWarehouseIdentity(scope: Construct, context: TreeContext): void {
  const { system, values } = context;
  const { identity } = values.warehouse;
  whenBlock(scope, 'identity', identity.create, (s) => {
    new WarehouseIdentity(s, 'identity', {
      system,
      name: fallback(identity.name, system.name('warehouse')),
      namespace: namespaceOf(context),
      iamRoleArn: identity.iamRoleArn,
      annotations: identity.annotations,
    });
  });
}
