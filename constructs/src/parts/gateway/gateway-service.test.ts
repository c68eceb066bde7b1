import { Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { refusalsOf } from '../../expr/index.ts';
import { System } from '../../system/index.ts';
import { GatewayService, type GatewayServiceProps } from './index.ts';

const system = new System({ release: 'wh', namespace: 'data' });
const service = (props: Partial<GatewayServiceProps> = {}) =>
  new GatewayService(Testing.chart(), 'service', { system, listener: 'pg', ...props });

test('a Service of any port leads to the port that the pods listen on', () => {
  expect(service({ port: 6432 }).object.toJson().spec).toMatchObject({
    type: 'ClusterIP',
    ports: [{ name: 'pg', port: 6432, targetPort: 'pg', protocol: 'TCP' }],
  });
});

test('fields of a load balancer are refused for another type, with path and type in the message', () => {
  expect(refusalsOf(service({ loadBalancerSourceRanges: ['10.0.0.0/8'], nodePort: 30_000 }))).toEqual([
    expect.stringMatching(/^service\.pg: nodePort .* is ClusterIP\./),
    expect.stringMatching(/^service\.pg: loadBalancerClass .* is ClusterIP\./),
  ]);
});

test('a load balancer takes all of them', () => {
  const all = service({
    type: 'LoadBalancer',
    nodePort: 30_000,
    loadBalancerClass: 'example.org/lb',
    loadBalancerSourceRanges: ['10.0.0.0/8'],
    externalTrafficPolicy: 'Local',
  });
  expect(refusalsOf(all)).toEqual([]);
  expect(all.object.toJson().spec).toMatchObject({
    loadBalancerClass: 'example.org/lb',
    ports: [{ nodePort: 30_000 }],
  });
});
