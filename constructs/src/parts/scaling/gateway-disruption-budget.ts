import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { choose, isSet, manifest, not, optSet, type Value, when } from '../../expr/index.ts';
import type { LabelMap, System } from '../../system/index.ts';

export interface GatewayDisruptionBudgetProps {
  readonly system: System;
  /** @default - none */
  readonly annotations?: LabelMap;
  /** Pods that must stay, a number or a percentage. @default - `maxUnavailable` says it */
  readonly minAvailable?: Value<number | string | undefined>;
  /** Pods that may be missing, a number or a percentage. @default 1, without `minAvailable` */
  readonly maxUnavailable?: Value<number | string | undefined>;
}

/** How many gateways a drain of nodes may take at once. */
export class GatewayDisruptionBudget extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: GatewayDisruptionBudgetProps) {
    super(scope, id);
    const { system, minAvailable, maxUnavailable } = props;
    this.object = manifest(this, 'pod-disruption-budget', {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: system.metadata('gateway', system.name('gateway'), { annotations: props.annotations ?? {} }),
      spec: {
        minAvailable: optSet(minAvailable),
        maxUnavailable: when(not(isSet(minAvailable)), choose(isSet(maxUnavailable), maxUnavailable, 1)),
        selector: { matchLabels: system.selector('gateway') },
      },
    });
  }
}
