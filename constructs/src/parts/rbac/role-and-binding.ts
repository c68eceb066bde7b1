import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { type Body, manifest, type Value } from '../../expr/index.ts';
import type { GatewayRoleProps } from './gateway-role-props.ts';

/** A Role of the gateway in one namespace, and its binding to the gateway's ServiceAccount. Nothing is granted cluster-wide. */
export function roleAndBinding(
  scope: Construct,
  { system, account = system.name('gateway') }: GatewayRoleProps,
  namespace: Value<string>,
  rules: readonly Body[],
): { role: ApiObject; binding: ApiObject } {
  const apiGroup = 'rbac.authorization.k8s.io';
  const metadata = system.metadata('gateway', system.name('gateway'), { namespace });
  return {
    role: manifest(scope, 'role', { apiVersion: `${apiGroup}/v1`, kind: 'Role', metadata, rules }),
    binding: manifest(scope, 'role-binding', {
      apiVersion: `${apiGroup}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup, kind: 'Role', name: metadata.name },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace: system.namespace }],
    }),
  };
}
