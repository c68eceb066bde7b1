import { type PolicyRule, policyRules } from '@brooder/contracts';
import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { type Body, type Value, when } from '../../expr/index.ts';
import type { GatewayRoleProps } from './gateway-role-props.ts';
import { roleAndBinding } from './role-and-binding.ts';

export interface GatewayWorkerRoleProps extends GatewayRoleProps {
  /**
   * Whether the gateway makes a Service for each worker.
   * @default false
   */
  readonly workerService?: Value<boolean>;
}

/** What the gateway may do in the namespace of the workers: the calls of the table `kubernetesCalls`, no more. */
export class GatewayWorkerRole extends Construct {
  readonly role: ApiObject;
  readonly binding: ApiObject;

  constructor(scope: Construct, id: string, props: GatewayWorkerRoleProps) {
    super(scope, id);
    const { system, workerService = false } = props;
    const always = ({ apiGroups, resources, verbs }: PolicyRule): Body => ({ apiGroups, resources, verbs });
    const granted: Record<'always' | 'workerService', (rule: PolicyRule) => Body> = {
      always,
      workerService: (rule) => when(workerService, always(rule)),
    };
    const rules = policyRules('worker').map((rule) => granted[rule.when ?? 'always'](rule));
    ({ role: this.role, binding: this.binding } = roleAndBinding(this, props, system.workerNamespace, rules));
  }
}
