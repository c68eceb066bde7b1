import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import {
  type Body,
  closedWithin,
  concat,
  eachItem,
  fallback,
  type Knobs,
  manifest,
  opt,
  spread,
  type Value,
} from '../../expr/index.ts';
import type { System } from '../../system/index.ts';
import { egressNode, type WorkerEgress } from '../../values/network.ts';
import { type DnsProps, podsOf, tcp, tcpPorts, toDns } from './peers.ts';

export interface WorkerNetworkPolicyProps {
  readonly system: System;
  /** Port of the workers' Flight service. @default 8816 */
  readonly port?: Value<number>;
  /** Where workers may connect to. @default - DNS only */
  readonly egress?: Value<readonly WorkerEgress[]>;
  /** The DNS server of the cluster. @default - kube-dns in kube-system */
  readonly dns?: DnsProps;
  /** More ingress rules. @default - none */
  readonly extraIngress?: Value<readonly object[]>;
  /** More egress rules. @default - none */
  readonly extraEgress?: Value<readonly object[]>;
}

/** Lets this installation's gateways in, and workers out to DNS and to what is listed: not to each other, the API server or the config store. */
export class WorkerNetworkPolicy extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: WorkerNetworkPolicyProps) {
    super(scope, id);
    const { system, port = 8816, egress = [], dns, extraIngress = [], extraEgress = [] } = props;
    this.object = manifest(this, 'policy', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: system.metadata('worker', system.name('worker'), { namespace: system.workerNamespace }),
      spec: {
        podSelector: { matchLabels: system.selector('worker') },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ from: [podsOf(system, 'gateway', system.namespace)], ports: [tcp(port)] }, ...spread(extraIngress)],
        egress: [toDns(dns), ...eachItem(egress, egressNode, toPlace), ...spread(extraEgress)],
      },
    });
  }
}

function toPlace(place: Knobs<WorkerEgress>): Body {
  const { cidr, except, ports } = place as {
    cidr: Value<string>;
    except: Value<readonly string[]>;
    ports: Value<readonly number[]>;
  };
  return {
    to: [{ ipBlock: { cidr, except: opt(concat(closedWithin(cidr), except)) } }],
    ports: tcpPorts(fallback(ports, [443])),
  };
}
