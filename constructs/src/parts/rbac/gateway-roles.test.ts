import { callsBehind, type KubernetesNamespace, type PolicyRule } from '@brooder/contracts';
import { Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { System } from '../../system/index.ts';
import { GatewayReleaseRole } from './gateway-release-role.ts';
import { GatewayWorkerRole } from './gateway-worker-role.ts';

const system = new System({ release: 'wh', namespace: 'data' });
const names = ['wh-brooder-internal', 'wh-brooder-tls'];
const workerRole = (workerService: boolean) =>
  new GatewayWorkerRole(Testing.chart(), 'role', { system, workerService }).role.toJson();
const releaseRole = () =>
  new GatewayReleaseRole(Testing.chart(), 'role', { system, provisionedSecrets: names }).role.toJson();

test('every verb granted is needed by a call that the gateway makes', () => {
  const needed = (namespace: KubernetesNamespace, rule: PolicyRule) =>
    rule.verbs.map((verb) => callsBehind(namespace, rule, verb).length > 0);
  const service: PolicyRule['when'] = 'workerService';
  for (const { resources, ...rule } of workerRole(true).rules) {
    const mark = resources.includes('services') ? { when: service } : {};
    expect(needed('worker', { ...rule, resources, ...mark }), resources.join()).not.toContain(false);
  }
  for (const rule of releaseRole().rules) {
    expect(needed('release', { ...rule, resourceNames: 'provisioned' }), rule.resources.join()).not.toContain(false);
  }
});

test('in its own namespace the gateway may touch the Secrets made for it, each by name, and nothing else', () => {
  expect(releaseRole().rules).toEqual([
    { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'patch'], resourceNames: names },
  ]);
});

test('Services may be made only when each worker has one', () => {
  const resources = (on: boolean): string[] =>
    workerRole(on).rules.flatMap((rule: { resources: string[] }) => rule.resources);
  expect(resources(true)).toContain('services');
  expect(resources(false)).not.toContain('services');
});

test('rights are bound to the ServiceAccount of the gateway, in one namespace each', () => {
  const { binding } = new GatewayWorkerRole(Testing.chart(), 'role', { system });
  expect(binding.toJson()).toMatchObject({
    kind: 'RoleBinding',
    metadata: { namespace: 'data-workers' },
    subjects: [{ kind: 'ServiceAccount', name: 'wh-brooder-gateway', namespace: 'data' }],
  });
});
