/** Every folder of examples/: rendered by Helm and by synth, or run; then judged by schemas and by a real API server. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { readValues } from '../../src/values-file.ts';
import { kubeconform, kubectl, requireTool } from '../testbed/index.ts';
import { withInstallationNamespaces } from './installation-namespaces.ts';
import { byHelm, bySynth, differenceOf, type KubernetesObject, removeChart, writeChart } from './rendered-chart.ts';

const withTools = requireTool('helm', 'kubeconform', 'schemas', 'api-server', 'kubectl');

/** Kinds of GitOps tools: their definitions are not on the test API server, so only their values and their shape are checked. */
const withoutSchema = [
  'argoproj.io/v1alpha1 Application',
  'helm.toolkit.fluxcd.io/v2 HelmRelease',
  'kustomize.toolkit.fluxcd.io/v1 Kustomization',
  'source.toolkit.fluxcd.io/v1 GitRepository',
  'source.toolkit.fluxcd.io/v1 OCIRepository',
];

type Tree = Readonly<Record<string, unknown>>;
const read = (path: string) => readFileSync(join('examples', path), 'utf8');
const documents = (path: string) =>
  parseAllDocuments(read(path)).map((document) => document.toJS() as KubernetesObject & { spec: Tree });
const only = <T>(list: readonly T[], fits: (one: T) => boolean) => {
  const [found, ...more] = list.filter(fits);
  if (found === undefined || more.length > 0) throw new Error(`expected one, found ${list.filter(fits).length}`);
  return found;
};
const ofKind = (path: string, kind: string) => only(documents(path), (object) => object.kind === kind);

const valuesFiles = ['minimal', 'production', 'existing-secrets', 'multi-pool', 'argocd', 'flux'];
const installations: readonly (readonly [name: string, values: () => Tree])[] = [
  ...valuesFiles.map((folder) => [`${folder}/values.yaml`, () => readValues(read(`${folder}/values.yaml`))] as const),
  [
    'argocd/application-chart.yaml',
    () =>
      (ofKind('argocd/application-chart.yaml', 'Application').spec as never as ChartSource).source.helm.valuesObject,
  ],
  ['flux/chart.yaml', () => ofKind('flux/chart.yaml', 'HelmRelease').spec.values as Tree],
];
interface ChartSource {
  source: { helm: { valuesObject: Tree } };
}

let chart = '';
const scratch = mkdtempSync(join(tmpdir(), 'brooder-examples-'));
beforeAll(async () => {
  chart = await writeChart();
});
afterAll(async () => {
  await removeChart(chart);
  rmSync(scratch, { recursive: true, force: true });
});

const listOf = (items: readonly unknown[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
/** What the API server would say, in all namespaces that the objects name. */
const wouldApply = (manifests: string) =>
  kubectl(['apply', '--server-side', '--dry-run=server', '--filename', '-'], { stdin: manifests });
async function expectValid(objects: readonly unknown[]): Promise<void> {
  const { findings, valid } = await kubeconform(objects.map((object) => `---\n${JSON.stringify(object)}\n`).join(''));
  expect(findings.filter(({ status }) => status !== 'statusValid')).toEqual([]);
  expect(valid).toBe(objects.length);
}

describe('installations', () => {
  withTools.each(installations)(
    '%s gives the same objects through Helm and synth, and a cluster takes them',
    async (_, values) => {
      await withInstallationNamespaces('example', async (namespace) => {
        const release = { name: 'brooder', namespace, service: 'Helm' };
        const helm = await byHelm(chart, values(), release);
        expect(differenceOf(helm, bySynth(values(), release))).toBeUndefined();
        if ('refused' in helm) throw new Error(helm.refused);
        await expectValid(helm.objects);
        const { status, stderr } = await wouldApply(listOf(helm.objects));
        expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      });
    },
  );

  withTools('the Secrets that existing-secrets expects are all named by its values, and are taken', async () => {
    const values = read('existing-secrets/values.yaml');
    const secrets = documents('existing-secrets/secrets.yaml');
    expect(secrets.map(({ metadata }) => metadata.name).filter((name) => !values.includes(`: ${name}`))).toEqual([]);
    await expectValid(secrets);
  });

  test('existing-secrets makes no Secret at all', () => {
    const rendered = bySynth(readValues(read('existing-secrets/values.yaml')), {
      name: 'brooder',
      namespace: 'brooder',
      service: 'cdk8s',
    });
    if ('refused' in rendered) throw new Error(rendered.refused);
    expect(rendered.objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });
});

describe('objects of GitOps tools', () => {
  const files = [
    'argocd/application-chart.yaml',
    'argocd/application-manifests.yaml',
    'flux/chart.yaml',
    'flux/manifests.yaml',
  ];

  test('are of the kinds that have no schema here, and of no others', () => {
    const kinds = files.flatMap(documents).map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);
    expect([...new Set(kinds)].toSorted()).toEqual(withoutSchema);
  });

  test('name each other rightly', () => {
    const [repository, release] = documents('flux/chart.yaml');
    expect(release!.spec.chartRef).toEqual({ kind: repository!.kind, name: repository!.metadata.name });
    const [source, kustomization] = documents('flux/manifests.yaml');
    expect(kustomization!.spec.sourceRef).toEqual({ kind: source!.kind, name: source!.metadata.name });
  });

  test('ignore only Secrets that the gateway fills', () => {
    const release = { name: 'brooder', namespace: 'brooder', service: 'Helm' };
    const rendered = bySynth(installations.find(([name]) => name === 'argocd/values.yaml')![1](), release);
    if ('refused' in rendered) throw new Error(rendered.refused);
    const empty = rendered.objects.filter((object) => object.kind === 'Secret' && !('data' in object));
    for (const file of files.slice(0, 2)) {
      const ignored = ofKind(file, 'Application').spec.ignoreDifferences as readonly { name: string }[];
      expect(ignored.map(({ name }) => name).toSorted()).toEqual(empty.map(({ metadata }) => metadata.name).toSorted());
    }
  });
});

withTools('import-constructs runs, and a cluster takes what it writes', async () => {
  execFileSync('node', ['examples/import-constructs/main.ts'], { env: { ...process.env, CDK8S_OUTDIR: scratch } });
  const files = readdirSync(scratch).toSorted();
  expect(files).toEqual(['reports.k8s.yaml', 'warehouse.k8s.yaml']);
  const objects = files.flatMap((file) =>
    parseAllDocuments(readFileSync(resolve(scratch, file), 'utf8')).map(
      (document) => document.toJS() as KubernetesObject,
    ),
  );
  expect(objects.map(({ kind }) => kind)).toEqual(['Deployment', 'PodTemplate', 'NetworkPolicy', 'NetworkPolicy']);
  await expectValid(objects);
  const template = only(objects, ({ kind }) => kind === 'PodTemplate') as never as { template: { spec: Tree } };
  expect(template.template.spec.schedulerName).toBe('batch-scheduler');
  await withInstallationNamespaces('example', async (namespace, workers) => {
    const text = listOf(objects)
      .replaceAll('"brooder-workers"', `"${workers}"`)
      .replaceAll('"namespace":"reports"', `"namespace":"${namespace}"`);
    expect(await wouldApply(text)).toMatchObject({ status: 0 });
  });
});

test('each folder has a README and is named in the list, and each is looked at here', () => {
  const folders = readdirSync('examples', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  expect(folders.filter((folder) => !readdirSync(join('examples', folder)).includes('README.md'))).toEqual([]);
  expect(folders.filter((folder) => !read('README.md').includes(`(${folder})`))).toEqual([]);
  expect(folders.toSorted()).toEqual([...valuesFiles, 'import-constructs'].toSorted());
});
