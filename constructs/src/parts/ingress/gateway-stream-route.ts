import { ports } from '@brooder/contracts';
import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { equals, manifest, str, type Value, when } from '../../expr/index.ts';
import type { LabelMap, System } from '../../system/index.ts';

export interface GatewayStreamRouteProps {
  readonly system: System;
  /** Which listener it leads to. */
  readonly listener: 'pg' | 'flight';
  /**
   * TLSRoute goes by the host name in the TLS handshake and needs `hostnames`; TCPRoute by the port alone. Postgres clients send that name
   * only with `sslnegotiation=direct`.
   */
  readonly kind: Value<string>;
  /** Version of the kind. @default v1 */
  readonly version?: Value<string>;
  /** Gateways, and their listeners, that it joins; at least one. */
  readonly parentRefs: Value<readonly object[]>;
  /** Host names of a TLSRoute. @default - none */
  readonly hostnames?: Value<readonly string[]>;
  /** Port of the listener's Service. @default - the port the pods listen on */
  readonly port?: Value<number>;
  /** @default - none */
  readonly annotations?: LabelMap;
}

/** Gateway API's route to Postgres or Flight: bytes go through as they are, and TLS ends at the gateway of Brooder. */
export class GatewayStreamRoute extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: GatewayStreamRouteProps) {
    super(scope, id);
    const { system, listener, kind, version = 'v1', parentRefs, hostnames = [], annotations = {} } = props;
    const name = system.name(listener);
    this.object = manifest(this, 'stream-route', {
      apiVersion: str`gateway.networking.k8s.io/${version}`,
      kind,
      metadata: system.metadata('gateway', name, { annotations }),
      spec: {
        parentRefs,
        hostnames: when(equals(kind, 'TLSRoute'), hostnames),
        rules: [{ backendRefs: [{ name, port: props.port ?? ports[listener] }] }],
      },
    });
  }
}
