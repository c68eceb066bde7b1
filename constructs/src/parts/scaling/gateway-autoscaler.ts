import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { isSet, manifest, opt, spread, type Value, when } from '../../expr/index.ts';
import type { LabelMap, System } from '../../system/index.ts';

export interface GatewayAutoscalerProps {
  readonly system: System;
  /** @default - none */
  readonly annotations?: LabelMap;
  /** Fewest pods. @default 2 */
  readonly minReplicas?: Value<number>;
  /** Most pods. */
  readonly maxReplicas: Value<number>;
  /** Average CPU, in per cent of the request. @default 70 */
  readonly targetCpuPercent?: Value<number>;
  /** Average memory, in per cent of the request. @default - not looked at */
  readonly targetMemoryPercent?: Value<number | undefined>;
  /** More metrics, as autoscaling/v2 takes them. @default - none */
  readonly metrics?: Value<readonly object[]>;
  /** How fast it scales. @default - the cluster's own */
  readonly behavior?: Value<object>;
}

/** HorizontalPodAutoscaler of the gateways. */
export class GatewayAutoscaler extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: GatewayAutoscalerProps) {
    super(scope, id);
    const { system, targetMemoryPercent } = props;
    this.object = manifest(this, 'autoscaler', {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: system.metadata('gateway', system.name('gateway'), { annotations: props.annotations ?? {} }),
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: system.name('gateway') },
        minReplicas: props.minReplicas ?? 2,
        maxReplicas: props.maxReplicas,
        metrics: [
          utilization('cpu', props.targetCpuPercent ?? 70),
          when(isSet(targetMemoryPercent), utilization('memory', targetMemoryPercent)),
          ...spread(props.metrics ?? []),
        ],
        behavior: opt(props.behavior ?? {}),
      },
    });
  }
}

const utilization = (name: string, averageUtilization: Value<number | undefined>) => ({
  type: 'Resource',
  resource: { name, target: { type: 'Utilization', averageUtilization } },
});
