import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { manifest, type Value } from '../../expr/index.ts';
import type { LabelMap, System } from '../../system/index.ts';

export interface GatewayServiceAccountProps {
  readonly system: System;
  /** @default `<fullname>-gateway` */
  readonly name?: Value<string>;
  /** For example the cloud role that it assumes. @default - none */
  readonly annotations?: LabelMap;
}

/** The only ServiceAccount of the system with rights. */
export class GatewayServiceAccount extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: GatewayServiceAccountProps) {
    super(scope, id);
    const { system, annotations = {} } = props;
    this.object = manifest(this, 'service-account', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: system.metadata('gateway', props.name ?? system.name('gateway'), { annotations }),
      // The gateway's Deployment asks for the token itself; another pod under this account gets none by accident.
      automountServiceAccountToken: false,
    });
  }
}
