import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { manifest, type Value } from '../../expr/index.ts';
import type { System } from '../../system/index.ts';

export interface GatewayConfigProps {
  readonly system: System;
  /** @default `<fullname>-gateway` */
  readonly name?: Value<string>;
  /** Environment variables by name. */
  readonly settings: Value<Readonly<Record<string, string>>>;
}

/** Settings of the gateways that are no secrets, as environment variables. */
export class GatewayConfig extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: GatewayConfigProps) {
    super(scope, id);
    const { system, settings } = props;
    this.object = manifest(this, 'config-map', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: system.metadata('gateway', props.name ?? system.name('gateway')),
      data: settings,
    });
  }
}
