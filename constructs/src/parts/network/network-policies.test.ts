import { Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { System } from '../../system/index.ts';
import { DefaultDeny } from './default-deny.ts';
import { GatewayNetworkPolicy, type GatewayNetworkPolicyProps } from './gateway-network-policy.ts';
import { WorkerNetworkPolicy, type WorkerNetworkPolicyProps } from './worker-network-policy.ts';

const system = new System({ release: 'wh', namespace: 'data' });
const workers = (props: Partial<WorkerNetworkPolicyProps> = {}) =>
  new WorkerNetworkPolicy(Testing.chart(), 'policy', { system, ...props }).object.toJson().spec;
const place = (cidr: string, port: number) => ({ cidrs: [cidr], ports: [port] });
const gateway = (props: Partial<GatewayNetworkPolicyProps> = {}) =>
  new GatewayNetworkPolicy(Testing.chart(), 'policy', {
    system,
    apiServer: place('10.96.0.1/32', 6443),
    configStore: place('10.0.0.5/32', 5432),
    identityProvider: place('203.0.113.7/32', 443),
    ...props,
  }).object.toJson().spec;

test('the namespace of the workers is closed both ways for every pod in it', () => {
  const { metadata, spec } = new DefaultDeny(Testing.chart(), 'deny', { system }).object.toJson();
  expect(metadata.namespace).toBe('data-workers');
  expect(spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
});

test('only gateways of this installation, in its namespace, reach a worker, and only on its port', () => {
  expect(workers({ port: 9000 }).ingress).toEqual([
    {
      from: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'data' } },
          podSelector: { matchLabels: system.selector('gateway') },
        },
      ],
      ports: [{ port: 9000, protocol: 'TCP' }],
    },
  ]);
});

test('a worker reaches DNS and the listed places on their ports, but never link-local addresses', () => {
  const { egress } = workers({ egress: [{ cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] }] });
  expect(egress).toHaveLength(2);
  expect(egress[1]).toEqual({
    to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.0.0/16', '10.0.0.0/8'] } }],
    ports: [{ port: 443, protocol: 'TCP' }],
  });
});

test('a gateway may reach workers, the config store, the API server and the identity provider', () => {
  const ports = gateway().egress.map((rule: { ports: { port: number }[] }) => rule.ports.map(({ port }) => port));
  expect(ports).toEqual([[53, 53], [8816], [5432], [6443], [5432], [443]]);
});

test('a place without addresses is closed, not open to everywhere', () => {
  const { egress } = gateway({ identityProvider: { cidrs: [], ports: [443] } });
  expect(egress.every(({ to }: { to?: unknown[] }) => (to ?? []).length > 0)).toBe(true);
  expect(egress).toHaveLength(5);
});

test('who may connect can be narrowed, and the test pods of the release still can', () => {
  expect(gateway().ingress[0]).not.toHaveProperty('from');
  const { from } = gateway({ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }).ingress[0];
  expect(from).toHaveLength(2);
  expect(from[1]).toEqual({ ipBlock: { cidr: '10.0.0.0/8' } });
});
