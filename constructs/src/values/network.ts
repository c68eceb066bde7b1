import { flag, group, integer, list, map, text, tree, type ValueNode } from '../schema/index.ts';

const cidr = (doc: string) => text(doc, { form: 'cidr', mayBeEmpty: false });
const port = integer('Port.', 443, { minimum: 1, maximum: 65_535 });
const rules = (what: string) => tree<readonly object[]>('list', `More ${what} rules, as a NetworkPolicy spells them.`);

/** A list that may be left out. */
const optional = { default: undefined as never };

/** One place that workers may talk to. */
export interface WorkerEgress {
  /** Address range. Link-local addresses in it stay closed. */
  readonly cidr: string;
  /** Ranges inside it that stay closed. @default - none */
  readonly except?: readonly string[];
  /** TCP ports. @default 443 */
  readonly ports?: readonly number[];
}

export const egressNode: ValueNode<WorkerEgress> = group('One place that workers may talk to.', {
  cidr: cidr('Address range, for example that of an object store.'),
  except: list(cidr('Address range.'), 'Ranges inside it that stay closed. Link-local addresses always do.', optional),
  ports: list(port, 'TCP ports; absent: 443.', optional),
});

const place = (what: string, ports: readonly number[], portsDoc = 'TCP ports; at least one.') =>
  group(`Where the gateway reaches ${what}.`, {
    cidrs: list(cidr('Address range.'), 'Address ranges.', { default: ['0.0.0.0/0', '::/0'] }),
    ports: list(port, portsDoc, { default: ports }),
  });

/** Who may talk to whom. */
export const networkValues = {
  networkPolicy: group('NetworkPolicies. They work only where the network plugin of the cluster enforces them.', {
    enabled: flag(
      'Deny everything in the namespace of the workers, then let gateways in and workers out to what is listed here.',
      true,
    ),
    dns: group('The DNS server of the cluster.', {
      namespace: text('Its namespace.', { default: 'kube-system', form: 'dnsLabel', mayBeEmpty: false }),
      podLabels: map(text('Text.'), 'Labels of its pods.', { default: { 'k8s-app': 'kube-dns' } }),
      cidrs: list(cidr('Address range.'), 'Addresses of a DNS server outside pods, for example 169.254.20.10/32.'),
    }),
    workers: group('Policy of the workers.', {
      egress: list(egressNode, 'Where workers may connect to: object stores and metadata stores. None by default.', {
        example: [{ cidr: '203.0.113.0/24', ports: [443] }],
      }),
      extraIngress: rules('ingress'),
      extraEgress: rules('egress'),
    }),
    gateway: group('Policy of the gateway.', {
      from: tree<readonly object[]>(
        'list',
        'Who may connect to its listeners, as NetworkPolicy peers; empty: anyone.',
        {
          example: [{ ipBlock: { cidr: '10.0.0.0/8' } }],
        },
      ),
      monitoring: group('Who may read its metrics.', {
        namespaceSelector: tree('map', 'Namespaces, as a label selector; empty: all of the cluster.', {
          example: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
        }),
        podSelector: tree('map', 'Pods in those namespaces, as a label selector; empty: all.'),
      }),
      apiServer: place('the Kubernetes API server', [443, 6443]),
      configStore: place('the config store', [], 'TCP ports; empty: `configStore.port`.'),
      identityProvider: place('the OpenID Connect provider', [443]),
      extraIngress: rules('ingress'),
      extraEgress: rules('egress'),
    }),
  }),
};
