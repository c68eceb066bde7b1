import { ports } from '@brooder/contracts';
import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { manifest, spread, type Value, when } from '../../expr/index.ts';
import type { System } from '../../system/index.ts';
import { postgresPort } from '../postgres/index.ts';
import { type DnsProps, podsOf, tcp, tcpPorts, toAddresses, toDns } from './peers.ts';

/** Addresses and TCP ports of something outside. */
export interface Place {
  /** Address ranges; none: closed. */
  readonly cidrs: Value<readonly string[]>;
  /** TCP ports; at least one. */
  readonly ports: Value<readonly number[]>;
}

export interface GatewayNetworkPolicyProps {
  readonly system: System;
  /** Who may connect to the listeners, as NetworkPolicy peers. @default - anyone */
  readonly from?: Value<readonly object[]>;
  /** Who may read the metrics. @default - every pod of the cluster */
  readonly monitoring?: { readonly namespaceSelector: Value<object>; readonly podSelector: Value<object> };
  /** Port of the workers' Flight service. @default 8816 */
  readonly workerPort?: Value<number>;
  /** Where the Kubernetes API server is. */
  readonly apiServer: Place;
  /** Where the config store is. */
  readonly configStore: Place;
  /** Where the OpenID Connect provider is. */
  readonly identityProvider: Place;
  /** The DNS server of the cluster. @default - kube-dns in kube-system */
  readonly dns?: DnsProps;
  /** More ingress rules. @default - none */
  readonly extraIngress?: Value<readonly object[]>;
  /** More egress rules. @default - none */
  readonly extraEgress?: Value<readonly object[]>;
}

/** What reaches a gateway, and what it reaches. The kubelet's probes pass on every network plugin. */
export class GatewayNetworkPolicy extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: GatewayNetworkPolicyProps) {
    super(scope, id);
    const { system, apiServer, configStore, identityProvider } = props;
    const { namespaceSelector = {}, podSelector = {} } = props.monitoring ?? {};
    this.object = manifest(this, 'policy', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: system.metadata('gateway', system.name('gateway')),
      spec: {
        podSelector: { matchLabels: system.selector('gateway') },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [
          {
            from: when(props.from, [podsOf(system, 'test', system.namespace), ...spread(props.from ?? [])]),
            ports: [tcp(ports.pg), tcp(ports.flight), tcp(ports.api)],
          },
          { from: [{ namespaceSelector, podSelector }], ports: [tcp(ports.metrics)] },
          ...spread(props.extraIngress ?? []),
        ],
        egress: [
          toDns(props.dns),
          { to: [podsOf(system, 'worker', system.workerNamespace)], ports: [tcp(props.workerPort ?? ports.worker)] },
          { to: [podsOf(system, 'config-store', system.namespace)], ports: [tcp(postgresPort)] },
          toAddresses(apiServer.cidrs, tcpPorts(apiServer.ports)),
          toAddresses(configStore.cidrs, tcpPorts(configStore.ports)),
          toAddresses(identityProvider.cidrs, tcpPorts(identityProvider.ports)),
          ...spread(props.extraEgress ?? []),
        ],
      },
    });
  }
}
