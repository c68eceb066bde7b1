/** Changed values over an installation that stands on a real API server: what it takes, and the fields that it keeps for ever. */
import { type BrooderOverrides, presets } from '@brooder/constructs';
import { expect } from 'vitest';
import { kubectl, kubectlOutput, requireTool } from '../testbed/index.ts';
import { withInstallationNamespaces } from './installation-namespaces.ts';
import { bySynth, type KubernetesObject } from './rendered-chart.ts';

const withServer = requireTool('kubectl', 'api-server');

/** Objects whose names stay as they are, so that a change meets what stands there. */
function objectsOf(values: BrooderOverrides, namespace: string): readonly KubernetesObject[] {
  const plain = {
    ...values,
    nameOverride: '',
    fullnameOverride: '',
    workers: { ...values.workers, namespace: { name: '' } },
  };
  const rendered = bySynth(plain, { name: namespace, namespace, service: 'cdk8s' });
  if ('refused' in rendered) throw new Error(rendered.refused);
  return rendered.objects.filter(
    ({ kind, metadata }) => kind !== 'Namespace' && (metadata.namespace ?? namespace).startsWith(namespace),
  );
}
const apply = (objects: readonly KubernetesObject[], ...options: string[]) =>
  kubectl(['apply', '--server-side', ...options, '--filename', '-'], {
    stdin: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
  });

/** Installs `before` and asks what the server says to `after`. */
async function change(before: BrooderOverrides, after: readonly BrooderOverrides[]): Promise<string[]> {
  return withInstallationNamespaces('upgrade', async (namespace) => {
    const installed = objectsOf(before, namespace);
    expect(await apply(installed)).toMatchObject({ status: 0 });
    try {
      const answers: string[] = [];
      for (const values of after) answers.push((await apply(objectsOf(values, namespace), '--dry-run=server')).stderr);
      return answers;
    } finally {
      const names = installed.filter(({ kind }) => kind === 'PriorityClass').map(({ metadata }) => metadata.name);
      if (names.length > 0) await kubectlOutput(['delete', 'priorityclass', '--ignore-not-found', ...names]);
    }
  });
}

/** Every value is another one than the default in one of the two; the storage of the bundled Postgres stays as it is. */
const everyValue = [presets.allOn, presets.otherSide].map(({ values }: { values: BrooderOverrides }) => {
  const { storage: _, ...postgres } = { storage: {}, ...values.postgres };
  return { ...values, postgres };
});

withServer('whatever value changes, an installation takes it, but for what the upgrade guide lists', async () => {
  const files = [presets.production, presets.existingSecrets, presets.pools].map(({ values }) => values);
  const answers = await change({}, [...everyValue, ...files]);
  expect(answers).toEqual(['', '', '', '', '']);
});

const service = (loadBalancerClass: string): BrooderOverrides => ({
  service: { pg: { type: 'LoadBalancer', loadBalancerClass } },
});
/** The rows of the upgrade guide that the API server itself refuses. */
const kept: readonly (readonly [what: string, before: BrooderOverrides, after: BrooderOverrides, words: RegExp])[] = [
  [
    'postgres.storage.size',
    {},
    { postgres: { storage: { size: '2Gi' } } },
    /StatefulSet.*updates to statefulset spec.*forbidden/,
  ],
  [
    'postgres.storage.type',
    {},
    { postgres: { storage: { type: 'emptyDir' } } },
    /StatefulSet.*updates to statefulset spec.*forbidden/,
  ],
  ['loadBalancerClass', service('example.org/a'), service('example.org/b'), /loadBalancerClass.*may not change/],
  [
    'priorityClasses',
    { priorityClasses: { create: true } },
    { priorityClasses: { create: true, gateway: 5 } },
    /PriorityClass.*may not be changed|value.*may not be changed/i,
  ],
];

withServer.each(kept)('%s is refused once it stands, as the upgrade guide says', async (_, before, after, words) => {
  const [answer] = await change(before, [after]);
  expect(answer).toMatch(words);
});
