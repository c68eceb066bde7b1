import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { manifest, type Value } from '../../expr/index.ts';
import type { System } from '../../system/index.ts';

export interface WorkerQuotaProps {
  readonly system: System;
  /** Limits by resource, as Kubernetes quantities: `{ pods: '256' }`. */
  readonly hard: Value<Readonly<Record<string, string>>>;
}

/** ResourceQuota of the namespace of the workers. The gateway stops starting workers when it is used up, and says so. */
export class WorkerQuota extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, { system, hard }: WorkerQuotaProps) {
    super(scope, id);
    this.object = manifest(this, 'quota', {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: system.metadata('worker', system.name('worker'), { namespace: system.workerNamespace }),
      spec: { hard },
    });
  }
}
