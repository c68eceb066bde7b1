import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { manifest, type Value } from '../../expr/index.ts';
import type { Component, System } from '../../system/index.ts';

export interface BrooderPriorityClassProps {
  readonly system: System;
  /** Whose pods take it. */
  readonly component: Component;
  readonly name: Value<string>;
  /** Higher is scheduled first. */
  readonly value: Value<number>;
  /** PreemptLowerPriority or Never. @default PreemptLowerPriority */
  readonly preemption?: Value<string>;
}

/** A priority class. It belongs to the whole cluster. */
export class BrooderPriorityClass extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: BrooderPriorityClassProps) {
    super(scope, id);
    const { system, component, name, value, preemption = 'PreemptLowerPriority' } = props;
    this.object = manifest(this, 'priority-class', {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: system.metadata(component, name, { namespace: 'none' }),
      value,
      globalDefault: false,
      preemptionPolicy: preemption,
    });
  }
}
