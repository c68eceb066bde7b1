/** The testbed itself: what chart tests lean on must be able to say no. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { crdNames } from '../testbed/crds.ts';
import { dryRun, helmTemplate, kubeconform, kubectlOutput, requireTool, withNamespace } from '../testbed/index.ts';

const withHelm = requireTool('helm');
const withSchemas = requireTool('kubeconform', 'schemas');
const withServer = requireTool('kubectl', 'api-server');

async function withChart<T>(template: string, use: (chart: string) => Promise<T>): Promise<T> {
  const chart = await mkdtemp(join(tmpdir(), 'brooder-tiny-chart-'));
  try {
    await mkdir(join(chart, 'templates'));
    await writeFile(
      join(chart, 'Chart.yaml'),
      'apiVersion: v2\nname: tiny\nversion: 0.1.0\nkubeVersion: ">=1.32.0-0"\n',
    );
    await writeFile(join(chart, 'values.yaml'), 'color: yellow\n');
    await writeFile(join(chart, 'templates/all.yaml'), template);
    return await use(chart);
  } finally {
    await rm(chart, { recursive: true, force: true });
  }
}

withHelm(
  'a chart renders with the values given, for the pinned Kubernetes, and not for one below its floor',
  async () => {
    const template = 'duck: {{ .Release.Name }}/{{ .Release.Namespace }} is {{ .Values.color }}\n';
    await withChart(template, async (chart) => {
      const options = { release: 'pond', namespace: 'park', values: { color: 'green' } };
      expect(await helmTemplate(chart, options)).toMatchObject({
        failed: false,
        stdout: expect.stringContaining('duck: pond/park is green'),
      });
      expect(await helmTemplate(chart, { ...options, kubeVersion: '1.31.0' })).toMatchObject({
        failed: true,
        stderr: expect.stringContaining('kubeVersion: >=1.32.0-0'),
      });
    });
  },
);

withHelm("a template's refusal comes back as helm's own words", async () => {
  await withChart('{{ fail "the pond is dry" }}', async (chart) => {
    const answer = await helmTemplate(chart, { release: 'pond', namespace: 'park' });
    expect(answer).toMatchObject({ failed: true, stderr: expect.stringContaining('the pond is dry') });
  });
});

const container = { name: 'duck', image: 'duck:1' };
const deployment = (field: 'replicas' | 'replicaz') => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'duck' },
  spec: {
    [field]: 2,
    selector: { matchLabels: { app: 'duck' } },
    template: { metadata: { labels: { app: 'duck' } }, spec: { containers: [container] } },
  },
});

withSchemas('kubeconform passes a Deployment and refuses the same one with a misspelt field', async () => {
  expect(await kubeconform(JSON.stringify(deployment('replicas')))).toEqual({ failed: false, valid: 1, findings: [] });
  const refused = await kubeconform(JSON.stringify(deployment('replicaz')));
  expect(refused).toMatchObject({ failed: true, valid: 0, findings: [{ kind: 'Deployment', name: 'duck' }] });
  expect(refused.findings[0]!.message).toContain('replicaz');
});

withSchemas('kubeconform refuses a key that stands twice and a null', async () => {
  const config = (data: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: duck}\ndata:\n${data}`;
  expect(await kubeconform(config('  color: green\n  size: small\n'))).toMatchObject({ failed: false, valid: 1 });
  expect(await kubeconform(config('  color: green\n  color: blue\n'))).toMatchObject({ failed: true, valid: 0 });
  expect(await kubeconform(config('  color: null\n'))).toMatchObject({ failed: true, valid: 0 });
});

withSchemas('kubeconform refuses a misspelt field of a foreign kind, and a kind that nobody defined', async () => {
  const scaled = (field: string) => ({
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name: 'duck' },
    spec: { scaleTargetRef: { name: 'duck' }, triggers: [{ type: 'cpu', metadata: { value: '60' } }], [field]: 3 },
  });
  expect(await kubeconform(JSON.stringify(scaled('maxReplicaCount')))).toMatchObject({ failed: false, valid: 1 });
  expect(await kubeconform(JSON.stringify(scaled('maxReplicaz')))).toMatchObject({ failed: true, valid: 0 });
  const unknown = { apiVersion: 'pond.example/v1', kind: 'Frog', metadata: { name: 'frog' } };
  const answer = await kubeconform(JSON.stringify(unknown));
  expect(answer).toMatchObject({ failed: true, findings: [{ kind: 'Frog' }] });
  expect(answer.findings[0]!.message).toContain('could not find schema');
});

const pod = (securityContext: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'duck' },
  spec: { containers: [{ ...container, securityContext }] },
});
const compliant = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  runAsUser: 1000,
  seccompProfile: { type: 'RuntimeDefault' },
};
const restricted = { 'pod-security.kubernetes.io/enforce': 'restricted' };

withServer('a restricted namespace takes a compliant pod and refuses a privileged one', async () => {
  await withNamespace('testbed', restricted, async (namespace) => {
    expect(await dryRun(JSON.stringify(pod(compliant)), namespace)).toMatchObject({ status: 0, stderr: '' });
    const refused = await dryRun(JSON.stringify(pod({ privileged: true })), namespace);
    expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining('violates PodSecurity') });
  });
});

withServer('a namespace without that label takes the privileged pod: the label is what refuses it', async () => {
  await withNamespace('testbed', {}, async (namespace) => {
    expect(await dryRun(JSON.stringify(pod({ privileged: true })), namespace)).toMatchObject({ status: 0 });
  });
});

withServer('the server refuses an unknown field', async () => {
  await withNamespace('testbed', {}, async (namespace) => {
    const answer = await dryRun(JSON.stringify(deployment('replicaz')), namespace);
    expect(answer).toMatchObject({ status: 1, stderr: expect.stringContaining('replicaz') });
  });
});

withServer('a namespace is gone after its use, also when the use failed', async () => {
  let used = '';
  const failing = withNamespace('testbed', {}, async (namespace) => {
    used = namespace;
    throw new Error('the duck flew away');
  });
  await expect(failing).rejects.toThrow('the duck flew away');
  await kubectlOutput(['wait', '--for=delete', `namespace/${used}`, '--timeout=25s']);
});

withServer('every CRD of the table is served', async () => {
  const answer = await kubectlOutput(['get', 'crd', '-o', 'json']);
  const { items } = JSON.parse(answer) as {
    items: { metadata: { name: string }; status: { conditions: { type: string; status: string }[] } }[];
  };
  const established = items
    .filter(({ status }) => status.conditions.some(({ type, status }) => type === 'Established' && status === 'True'))
    .map(({ metadata }) => metadata.name);
  expect(established).toEqual(expect.arrayContaining([...crdNames]));
  expect(crdNames.length).toBeGreaterThan(10);
});
