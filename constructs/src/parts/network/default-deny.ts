import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { manifest } from '../../expr/index.ts';
import type { System } from '../../system/index.ts';

/** Closes the namespace of the workers, in and out, for every pod in it. Other policies open what is needed. */
export class DefaultDeny extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, { system }: { readonly system: System }) {
    super(scope, id);
    this.object = manifest(this, 'policy', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: system.metadata('worker', system.name('default-deny'), { namespace: system.workerNamespace }),
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    });
  }
}
