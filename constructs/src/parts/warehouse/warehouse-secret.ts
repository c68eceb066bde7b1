import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { manifest, type Value } from '../../expr/index.ts';
import type { System } from '../../system/index.ts';

export interface WarehouseSecretProps {
  readonly system: System;
  readonly name: Value<string>;
  /**
   * Namespace of the warehouse's worker identity.
   * @default - that of the workers
   */
  readonly namespace?: Value<string>;
  /** Value of each key, in plain text: for trials. */
  readonly content: Value<Readonly<Record<string, string>>>;
}

/** A Secret that a seeded warehouse refers to. */
export class WarehouseSecret extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: WarehouseSecretProps) {
    super(scope, id);
    const { system, name, namespace = system.workerNamespace, content } = props;
    this.object = manifest(this, 'secret', {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: system.metadata('worker', name, { namespace }),
      type: 'Opaque',
      stringData: content,
    });
  }
}
