import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { manifest, opt, type Value } from '../../expr/index.ts';
import type { LabelMap, System } from '../../system/index.ts';

export interface GatewayScaledObjectProps {
  readonly system: System;
  /** Fewest pods. @default 2 */
  readonly minReplicas?: Value<number>;
  /** Most pods. */
  readonly maxReplicas: Value<number>;
  /** Seconds between two looks at the triggers. @default 30 */
  readonly pollingInterval?: Value<number>;
  /** Seconds without a trigger before it scales down to the fewest pods. @default 300 */
  readonly cooldownPeriod?: Value<number>;
  /** What it scales by, as KEDA takes it; at least one. */
  readonly triggers: Value<readonly object[]>;
  /** Advanced part, as KEDA takes it. @default - none */
  readonly advanced?: Value<object>;
  /** @default - none */
  readonly annotations?: LabelMap;
}

/** KEDA's ScaledObject of the gateways. */
export class GatewayScaledObject extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: GatewayScaledObjectProps) {
    super(scope, id);
    const { system } = props;
    this.object = manifest(this, 'scaled-object', {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      metadata: system.metadata('gateway', system.name('gateway'), { annotations: props.annotations ?? {} }),
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: system.name('gateway') },
        minReplicaCount: props.minReplicas ?? 2,
        maxReplicaCount: props.maxReplicas,
        pollingInterval: props.pollingInterval ?? 30,
        cooldownPeriod: props.cooldownPeriod ?? 300,
        advanced: opt(props.advanced ?? {}),
        triggers: props.triggers,
      },
    });
  }
}
