import { ports } from '@brooder/contracts';
import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { and, equals, isSet, manifest, not, opt, optSet, or, Refusal, str, type Value } from '../../expr/index.ts';
import type { LabelMap, System } from '../../system/index.ts';
import type { Listener } from './listeners.ts';

export interface GatewayServiceProps {
  readonly system: System;
  /** Which listener it leads to. */
  readonly listener: Listener;
  /** Where the values of this Service stand, for messages. @default `service.<listener>` */
  readonly path?: string;
  /** ClusterIP, NodePort or LoadBalancer. @default ClusterIP */
  readonly type?: Value<string>;
  /** Port of the Service. @default - the port that the pods listen on */
  readonly port?: Value<number>;
  /** Port on every node. @default - the cluster picks one where the type needs one */
  readonly nodePort?: Value<number | undefined>;
  /** @default - none */
  readonly annotations?: LabelMap;
  /** @default - none */
  readonly labels?: LabelMap;
  /** Which load balancer serves it; cannot be changed later. @default - the cluster's own */
  readonly loadBalancerClass?: Value<string>;
  /** CIDRs that may connect. @default - all */
  readonly loadBalancerSourceRanges?: Value<readonly string[]>;
  /** IPv4, IPv6 or both. @default - the cluster's own */
  readonly ipFamilyPolicy?: Value<string>;
  /** Cluster or Local. @default - the cluster's own */
  readonly externalTrafficPolicy?: Value<string>;
}

/** The Service of one listener of the gateways. */
export class GatewayService extends Construct {
  readonly object: ApiObject;
  readonly name: Value<string>;

  constructor(scope: Construct, id: string, props: GatewayServiceProps) {
    super(scope, id);
    const { system, listener, type = 'ClusterIP' } = props;
    this.name = system.name(listener);
    this.refuseFieldsOfOtherTypes(props);
    this.object = manifest(this, 'service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: system.metadata('gateway', this.name, {
        labels: props.labels ?? {},
        annotations: props.annotations ?? {},
      }),
      spec: {
        type,
        ipFamilyPolicy: opt(props.ipFamilyPolicy ?? ''),
        externalTrafficPolicy: opt(props.externalTrafficPolicy ?? ''),
        loadBalancerClass: opt(props.loadBalancerClass ?? ''),
        loadBalancerSourceRanges: opt(props.loadBalancerSourceRanges ?? []),
        selector: system.selector('gateway'),
        ports: [
          {
            name: listener,
            port: props.port ?? ports[listener],
            targetPort: listener,
            protocol: 'TCP',
            nodePort: optSet(props.nodePort),
          },
        ],
      },
    });
  }

  /** The API server refuses them too, but only when they are applied. */
  private refuseFieldsOfOtherTypes(props: GatewayServiceProps): void {
    const { type = 'ClusterIP', path = `service.${props.listener}` } = props;
    new Refusal(
      this,
      'needs-node-port',
      and(equals(type, 'ClusterIP'), or(isSet(props.nodePort), props.externalTrafficPolicy ?? '')),
      str`${path}: nodePort and externalTrafficPolicy are for type NodePort or LoadBalancer, and the type is ${type}. Change the type, or leave them out.`,
    );
    new Refusal(
      this,
      'needs-load-balancer',
      and(not(equals(type, 'LoadBalancer')), or(props.loadBalancerClass ?? '', props.loadBalancerSourceRanges ?? [])),
      str`${path}: loadBalancerClass and loadBalancerSourceRanges are for type LoadBalancer, and the type is ${type}. Change the type, or leave them out.`,
    );
  }
}
