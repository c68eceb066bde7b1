import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { choose, manifest, merged, type TextMap, type Value } from '../../expr/index.ts';
import type { System } from '../../system/index.ts';

export interface WarehouseIdentityProps {
  readonly system: System;
  /** @default `<fullname>-warehouse` */
  readonly name?: Value<string>;
  /**
   * Namespace of the warehouse's Secrets.
   * @default - that of the workers
   */
  readonly namespace?: Value<string>;
  /**
   * AWS role that it assumes; the annotation eks.amazonaws.com/role-arn.
   * @default - none
   */
  readonly iamRoleArn?: Value<string>;
  /** @default - none */
  readonly annotations?: Value<Readonly<Record<string, string>>>;
}

/** The ServiceAccount that a seeded warehouse names as its worker identity. */
export class WarehouseIdentity extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: WarehouseIdentityProps) {
    super(scope, id);
    const { system, name = system.name('warehouse'), namespace = system.workerNamespace, iamRoleArn = '' } = props;
    const role: TextMap = {
      'eks.amazonaws.com/role-arn': choose(iamRoleArn, iamRoleArn, undefined as unknown as string),
    };
    this.object = manifest(this, 'service-account', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: system.metadata('worker', name, {
        namespace,
        annotations: merged<string>(role, props.annotations ?? {}),
      }),
      automountServiceAccountToken: false,
    });
  }
}
