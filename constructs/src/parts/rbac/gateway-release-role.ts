import { policyRules } from '@brooder/contracts';
import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Value } from '../../expr/index.ts';
import type { GatewayRoleProps } from './gateway-role-props.ts';
import { roleAndBinding } from './role-and-binding.ts';

export interface GatewayReleaseRoleProps extends GatewayRoleProps {
  /**
   * Names of the Secrets that were made empty for the gateway to fill. At least one: Kubernetes takes an empty list for "every Secret", so
   * leave the part out when there is none.
   */
  readonly provisionedSecrets: Value<readonly string[]>;
}

/** What the gateway may do in its own namespace: read and fill the Secrets that were made for it, each by name. */
export class GatewayReleaseRole extends Construct {
  readonly role: ApiObject;
  readonly binding: ApiObject;

  constructor(scope: Construct, id: string, props: GatewayReleaseRoleProps) {
    super(scope, id);
    const { system, provisionedSecrets: resourceNames } = props;
    const rules = policyRules('release').map(({ apiGroups, resources, verbs }) => ({
      apiGroups,
      resources,
      verbs,
      resourceNames,
    }));
    ({ role: this.role, binding: this.binding } = roleAndBinding(this, props, system.namespace, rules));
  }
}
