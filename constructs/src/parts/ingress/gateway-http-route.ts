import { ports } from '@brooder/contracts';
import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { manifest, opt, type Value } from '../../expr/index.ts';
import type { LabelMap, System } from '../../system/index.ts';

export interface GatewayHttpRouteProps {
  readonly system: System;
  /** Gateways, and their listeners, that it joins; at least one. */
  readonly parentRefs: Value<readonly object[]>;
  /** Host names of the route. @default - those of the Gateway */
  readonly hostnames?: Value<readonly string[]>;
  /** Port of the Service of REST and dashboard. @default - the port the pods listen on */
  readonly port?: Value<number>;
  /** @default - none */
  readonly annotations?: LabelMap;
}

/** Gateway API's route to REST and dashboard. */
export class GatewayHttpRoute extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: GatewayHttpRouteProps) {
    super(scope, id);
    const { system, parentRefs, hostnames = [], port = ports.api, annotations = {} } = props;
    this.object = manifest(this, 'http-route', {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: system.metadata('gateway', system.name('api'), { annotations }),
      spec: {
        parentRefs,
        hostnames: opt(hostnames),
        rules: [
          {
            matches: [{ path: { type: 'PathPrefix', value: '/' } }],
            backendRefs: [{ name: system.name('api'), port }],
          },
        ],
      },
    });
  }
}
