import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { manifest, type Value } from '../../expr/index.ts';
import type { System } from '../../system/index.ts';

export interface WorkerLimitRangeProps {
  readonly system: System;
  /** Items of a LimitRange's `spec.limits`. */
  readonly limits: Value<readonly object[]>;
}

/** LimitRange of the namespace of the workers. */
export class WorkerLimitRange extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, { system, limits }: WorkerLimitRangeProps) {
    super(scope, id);
    this.object = manifest(this, 'limit-range', {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: system.metadata('worker', system.name('worker'), { namespace: system.workerNamespace }),
      spec: { limits },
    });
  }
}
