import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { eachItem, fallback, type Knobs, manifest, opt, type Value, when } from '../../expr/index.ts';
import type { ValueOf } from '../../schema/index.ts';
import type { LabelMap, System } from '../../system/index.ts';
import { ingressHostNode, ingressPathNode } from '../../values/ingress.ts';

export interface GatewayIngressProps {
  readonly system: System;
  /** Hosts and their paths; at least one. A host without paths gets all of them. */
  readonly hosts: Value<readonly ValueOf<typeof ingressHostNode>[]>;
  /** Ingress class. @default - the cluster's default class */
  readonly className?: Value<string>;
  /** @default - none */
  readonly annotations?: LabelMap;
  /** Certificates, as Kubernetes takes them. @default - none */
  readonly tls?: Value<readonly object[]>;
}

/** The Ingress of REST and dashboard. */
export class GatewayIngress extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: GatewayIngressProps) {
    super(scope, id);
    const { system, hosts, className = '', annotations = {}, tls = [] } = props;
    const backend = { service: { name: system.name('api'), port: { name: 'api' } } };
    this.object = manifest(this, 'ingress', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: system.metadata('gateway', system.name('api'), { annotations }),
      spec: {
        ingressClassName: opt(className),
        tls: opt(tls),
        rules: when(
          hosts,
          [
            ...eachItem(hosts, ingressHostNode, (host) => ({
              host: opt(host.host),
              http: { paths: pathsOf(host, backend) },
            })),
          ],
          [],
        ),
      },
    });
  }
}

const pathsOf = ({ paths }: Knobs<ValueOf<typeof ingressHostNode>>, backend: object) =>
  when(
    paths,
    [
      ...eachItem(paths as Value<readonly ValueOf<typeof ingressPathNode>[]>, ingressPathNode, (one) => ({
        path: fallback(one.path as Value<string>, '/'),
        pathType: fallback(one.pathType as Value<string>, 'Prefix'),
        backend,
      })),
    ],
    [{ path: '/', pathType: 'Prefix', backend }],
  );
