import { Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { System } from '../../system/index.ts';
import { GatewayHttpRoute, GatewayIngress, GatewayStreamRoute } from './index.ts';

const system = new System({ release: 'wh', namespace: 'data' });
const parentRefs = [{ name: 'public' }];
const backend = { service: { name: 'wh-brooder-api', port: { name: 'api' } } };

test('an Ingress sends all paths of a host to REST and dashboard unless it is told which', () => {
  const hosts = [{ host: 'a.example' }, { host: 'b.example', paths: [{ path: '/x', pathType: 'Exact' as const }, {}] }];
  const { spec } = new GatewayIngress(Testing.chart(), 'ingress', { system, hosts }).object.toJson();
  expect(spec.rules).toEqual([
    { host: 'a.example', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } },
    {
      host: 'b.example',
      http: {
        paths: [
          { path: '/x', pathType: 'Exact', backend },
          { path: '/', pathType: 'Prefix', backend },
        ],
      },
    },
  ]);
});

test('an HTTPRoute leads to the port of the Service', () => {
  const { spec } = new GatewayHttpRoute(Testing.chart(), 'route', { system, parentRefs, port: 80 }).object.toJson();
  expect(spec.rules[0].backendRefs).toEqual([{ name: 'wh-brooder-api', port: 80 }]);
});

test('a TLSRoute goes by host names, a TCPRoute by the port alone', () => {
  const route = (kind: string) =>
    new GatewayStreamRoute(Testing.chart(), 'route', {
      system,
      listener: 'flight',
      kind,
      version: 'v1alpha2',
      parentRefs,
      hostnames: ['sql.example'],
    }).object.toJson();
  expect(route('TLSRoute')).toMatchObject({
    apiVersion: 'gateway.networking.k8s.io/v1alpha2',
    kind: 'TLSRoute',
    spec: { hostnames: ['sql.example'], rules: [{ backendRefs: [{ name: 'wh-brooder-flight', port: 8815 }] }] },
  });
  expect(route('TCPRoute').spec).not.toHaveProperty('hostnames');
});
