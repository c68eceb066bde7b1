/** Rules of the checklist that no other test shows, on the templates and on what they make with everything on. */
import { chartPackage, presets } from '@brooder/constructs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { helmTemplate, requireTool } from '../testbed/index.ts';
import { bySynth, type KubernetesObject } from './rendered-chart.ts';

const withHelm = requireTool('helm');
const files = chartPackage();
const templates = [...files].filter(([path]) => path.startsWith('templates/'));

interface Selecting extends KubernetesObject {
  readonly spec?: { readonly selector?: { readonly matchLabels?: object } & Readonly<Record<string, unknown>> };
}
const everything = (release: string, namespace: string) => {
  const rendered = bySynth(
    { ...presets.allOn.values, nameOverride: '' },
    { name: release, namespace, service: 'Helm' },
  );
  if ('refused' in rendered) throw new Error(rendered.refused);
  return rendered.objects as readonly Selecting[];
};

describe('templates', () => {
  test('use nothing that differs from render to render or from tool to tool', () => {
    const banned =
      /\b(now|date|randAlpha\w*|randNumeric|randAscii|randBytes|uuidv4|genCA\w*|genSelfSigned\w*|genSignedCert\w*|genPrivateKey|htpasswd|bcrypt|lookup|getHostByName|env|expandenv)\b(?=[\s(])/;
    const code = templates.flatMap(([path, text]) =>
      [...text.matchAll(/\{\{([\s\S]*?)\}\}/g)]
        .map(([, action = '']) => action.replaceAll(/"(?:\\.|[^"\\])*"|`[^`]*`|\.\w+|\/\*[\s\S]*?\*\//g, ''))
        .filter((action) => banned.test(action))
        .map((action) => `${path}: ${action}`),
    );
    expect(code).toEqual([]);
  });

  test('ask neither for capabilities nor for the state of a release', () => {
    const asking = templates.filter(([, text]) =>
      /\.Capabilities|\.Release\.(IsInstall|IsUpgrade|Revision)/.test(text),
    );
    expect(asking.map(([path]) => path)).toEqual([]);
  });
});

test('selectors of workloads hold these three labels for ever: they cannot be changed in place', () => {
  const workloads = everything('pond', 'park').filter(({ kind }) => ['Deployment', 'StatefulSet'].includes(kind));
  const component = { Deployment: 'gateway', StatefulSet: 'config-store' };
  expect(workloads.length).toBe(2);
  for (const { kind, spec } of workloads) {
    expect(spec!.selector).toEqual({
      matchLabels: {
        'app.kubernetes.io/name': 'brooder',
        'app.kubernetes.io/instance': 'pond',
        'app.kubernetes.io/component': component[kind as keyof typeof component],
      },
    });
  }
});

test('every object says its namespace or belongs to the whole cluster, and no name of a namespace is built in', () => {
  const clusterWide = ['Namespace', 'PriorityClass', 'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'];
  const objects = everything('pond', 'park');
  expect(objects.filter(({ kind, metadata }) => !metadata.namespace && !clusterWide.includes(kind))).toEqual([]);
  const elsewhere = (JSON.stringify(objects).match(/"namespace":"[^"]+"/g) ?? []).filter((text) =>
    text.includes('brooder'),
  );
  expect(elsewhere).toEqual([]);
});

withHelm('each hook has a weight and is deleted before the next of its kind', async () => {
  const chart = 'charts/brooder';
  const { failed, stdout } = await helmTemplate(chart, {
    release: 'pond',
    namespace: 'park',
    valuesFiles: [`${chart}/ci/all-on.yaml`],
  });
  expect(failed).toBe(false);
  const hooks = stdout
    .split(/^---$/m)
    .map((text) => parse(text) as KubernetesObject | null)
    .filter((object) => object?.metadata.annotations?.['helm.sh/hook'] !== undefined);
  expect(hooks.length).toBeGreaterThan(3);
  for (const { metadata } of hooks as KubernetesObject[]) {
    expect(metadata.annotations, metadata.name).toMatchObject({
      'helm.sh/hook-weight': expect.stringMatching(/^-?\d+$/),
      'helm.sh/hook-delete-policy': expect.stringMatching(/^before-hook-creation/),
    });
  }
});

test('Chart.yaml says what Helm, people and Artifact Hub ask for', () => {
  const chart = parse(files.get('Chart.yaml')!) as Readonly<Record<string, unknown>> & { annotations: object };
  const fields = [
    'apiVersion',
    'name',
    'version',
    'appVersion',
    'type',
    'kubeVersion',
    'icon',
    'home',
    'sources',
    'maintainers',
    'keywords',
  ];
  expect(fields.filter((field) => !chart[field])).toEqual([]);
  expect(chart.kubeVersion).toMatch(/^>=1\.\d+\.0-0$/);
  const asked = ['images', 'license', 'links', 'changes'].map((name) => `artifacthub.io/${name}`);
  expect(asked.filter((name) => !(name in chart.annotations))).toEqual([]);
});
