/** The rights that the manifests grant: each verb has code that needs it, and nothing reaches beyond the two namespaces unasked. */
import { Brooder, presets } from '@brooder/constructs';
import { type KubernetesCall, kubernetesCalls } from '@brooder/contracts';
import { App, Chart } from 'cdk8s';
import { expect, test } from 'vitest';
import { sourceFiles } from './source-tree.ts';

interface Role {
  kind: string;
  metadata: { name: string; namespace?: string };
  rules: { apiGroups: string[]; resources: string[]; verbs: string[]; resourceNames?: string[] }[];
}

const objectsOf = (values: object): Role[] => {
  const chart = new Chart(new App(), 'chart');
  return new Brooder(chart, 'wh', { namespace: 'pond', values }).objects.map((object) => object.toJson() as Role);
};
const everyPreset = Object.entries(presets);
const calls = Object.entries<KubernetesCall>(kubernetesCalls);

test.each(everyPreset)('%s grants no verb without a call behind it that is written in the gateway', (_, { values }) => {
  const code = sourceFiles()
    .filter(({ path }) => path.startsWith('gateway/src/cluster/kubernetes/') && !path.endsWith('.test.ts'))
    .map(({ text }) => text)
    .join('\n');
  const objects = objectsOf(values);
  const workerNamespace = objects.find(({ kind }) => kind === 'PodTemplate')?.metadata.namespace;
  for (const role of objects.filter(({ kind }) => kind === 'Role')) {
    const where = role.metadata.namespace === workerNamespace ? 'worker' : 'release';
    for (const { apiGroups, resources, verbs, resourceNames } of role.rules) {
      expect([...apiGroups, ...resources, ...verbs]).not.toContain('*');
      for (const [resource, verb] of resources.flatMap((one) => verbs.map((verb) => [one, verb] as const))) {
        const needed = calls.filter(
          ([, call]) =>
            call.namespace === where &&
            call.resource === resource &&
            call.verb === verb &&
            apiGroups.includes(call.group) &&
            (call.resourceNames === 'provisioned') === (resourceNames !== undefined),
        );
        const written = needed.filter(([name]) => new RegExp(`\\b${name}\\b`).test(code));
        expect(written.length, `${role.metadata.name}: ${verb} ${resource} in the ${where} namespace`).toBeGreaterThan(
          0,
        );
      }
    }
  }
});

test('with the defaults nothing is cluster-wide but the namespace of the workers', () => {
  const clusterWide = objectsOf({}).filter(({ metadata }) => metadata.namespace === undefined);
  expect(clusterWide.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(['Namespace pond-workers']);
});

test('no preset grants a right beyond its namespaces', () => {
  const kinds = everyPreset.flatMap(([, { values }]) => objectsOf(values).map(({ kind }) => kind));
  expect(kinds.filter((kind) => kind === 'ClusterRole' || kind === 'ClusterRoleBinding')).toEqual([]);
  expect(kinds).toContain('Role');
});
