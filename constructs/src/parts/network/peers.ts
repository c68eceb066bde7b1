import { type Body, recordsOf, spread, type Value, when } from '../../expr/index.ts';
import type { Component, System } from '../../system/index.ts';

/** Pods of a component of this installation, in a namespace. */
export const podsOf = (system: System, component: Component, namespace: Value<string>): Body => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  podSelector: { matchLabels: system.selector(component) },
});

export const tcp = (port: Value<number>): Body => ({ port, protocol: 'TCP' });

/** TCP ports of a list, which must not be empty: that would mean every port. */
export const tcpPorts = (list: Value<readonly number[]>): Body => recordsOf(list, 'port', { protocol: 'TCP' });

/** A rule for addresses; left out when there are none, because an empty list would mean everywhere. */
export const toAddresses = (cidrs: Value<readonly string[]>, ports: Body): Body =>
  when(cidrs, { to: ipBlocks(cidrs), ports });

const ipBlocks = (cidrs: Value<readonly string[]>) => recordsOf(recordsOf(cidrs, 'cidr'), 'ipBlock');

/** The DNS server of the cluster. */
export interface DnsProps {
  /** Namespace of its pods. @default kube-system */
  readonly namespace?: Value<string>;
  /** Labels of its pods. @default k8s-app: kube-dns */
  readonly podLabels?: Value<Readonly<Record<string, string>>>;
  /**
   * Addresses of a DNS server outside pods, such as that of a cache on each node.
   * @default - none
   */
  readonly cidrs?: Value<readonly string[]>;
}

export function toDns(dns: DnsProps = {}): Body {
  const { namespace = 'kube-system', podLabels = { 'k8s-app': 'kube-dns' }, cidrs = [] } = dns;
  return {
    to: [
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        podSelector: { matchLabels: podLabels },
      },
      ...spread(ipBlocks(cidrs)),
    ],
    ports: [
      { port: 53, protocol: 'UDP' },
      { port: 53, protocol: 'TCP' },
    ],
  };
}
