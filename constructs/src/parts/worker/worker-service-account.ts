import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { manifest, type Value } from '../../expr/index.ts';
import type { System } from '../../system/index.ts';

export interface WorkerServiceAccountProps {
  readonly system: System;
  /** @default `<fullname>-worker` */
  readonly name?: Value<string>;
  /** @default - none */
  readonly annotations?: Value<Readonly<Record<string, string>>>;
}

/** The neutral ServiceAccount of all workers: a worker runs tenants' SQL, so it has no token and no rights. */
export class WorkerServiceAccount extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: WorkerServiceAccountProps) {
    super(scope, id);
    const { system, name = system.name('worker'), annotations = {} } = props;
    this.object = manifest(this, 'service-account', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: system.metadata('worker', name, {
        namespace: system.workerNamespace,
        annotations,
      }),
      automountServiceAccountToken: false,
    });
  }
}
