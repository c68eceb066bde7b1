import { ApiObject, App, Chart, JsonPatch, Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { Brooder, type BrooderProps } from './brooder.ts';

interface Workload {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly replicas?: number;
    readonly paused?: boolean;
    readonly selector: { readonly matchLabels: Record<string, string> };
    readonly template: { readonly metadata: { readonly labels: Record<string, string> } };
  };
}

const install = (values: BrooderProps['values'] = {}, props: Partial<BrooderProps> = {}) => {
  const chart = new Chart(new App(), 'warehouse');
  return { chart, brooder: new Brooder(chart, 'wh', { namespace: 'pond', values, ...props }) };
};
const gatewayOf = (chart: Chart) =>
  (Testing.synth(chart) as Workload[]).find(
    ({ kind, metadata }) => kind === 'Deployment' && /gateway/.test(metadata.name),
  )!;

test('the whole system stands in a chart of the user, named after the construct', () => {
  const { chart, brooder } = install({ replicaCount: 3 });
  expect(gatewayOf(chart)).toMatchObject({
    metadata: { name: 'wh-brooder-gateway', namespace: 'pond' },
    spec: { replicas: 3 },
  });
  expect(brooder.values.image.pullPolicy).toBe('IfNotPresent');
  expect(brooder.system.workerNamespace).toBe('pond-workers');
});

test('two installations stand beside each other in one app, under names of their own', () => {
  const { chart, brooder } = install();
  const second = new Brooder(chart, 'lab', { namespace: 'lab' });
  const names = (all: readonly ApiObject[]) => all.map((object) => `${object.kind} ${object.name}`);
  expect(names(second.objects).filter((name) => names(brooder.objects).includes(name))).toEqual([]);
});

test('wrong values throw with path, expected and got, all at once; so does a combination that is refused', () => {
  const wrong = { replicaCount: 'three', image: { tga: '1' } } as unknown as BrooderProps['values'];
  expect(() => install(wrong)).toThrow(
    /at '\/replicaCount': got string, want integer[\s\S]*additional properties 'tga'|tga[\s\S]*got string, want integer/,
  );
  expect(() => install({ terminationGracePeriodSeconds: 60 })).toThrow(/handoverDrainTimeout: 15m is longer/);
});

test('what no value offers is reached by a patch, by name, or by a look at every object', () => {
  const { chart, brooder } = install({}, { transform: (object) => object.metadata.addAnnotation('team', 'ducks') });
  brooder.object('Deployment', 'wh-brooder-gateway').addJsonPatch(JsonPatch.add('/spec/paused', true));
  expect(gatewayOf(chart)).toMatchObject({ metadata: { annotations: { team: 'ducks' } }, spec: { paused: true } });
  expect(() => brooder.object('Deployment', 'gateway')).toThrow(/Of this kind there are: wh-brooder-gateway/);
});

test('every part lends its first object to ApiObject.of', () => {
  const { brooder } = install();
  const parts = new Set(brooder.objects.map((object) => object.node.scope!));
  for (const part of parts) expect(ApiObject.of(part).node.scope).toBe(part);
  expect(parts.size).toBeGreaterThan(10);
});

test('no label of a user reaches a selector, and none that a selector needs is taken away', () => {
  const hostile = {
    'app.kubernetes.io/name': 'x',
    'app.kubernetes.io/instance': 'x',
    'app.kubernetes.io/component': 'x',
  };
  const plain = install().brooder.objects.map((object) => object.toJson() as Workload);
  const { brooder } = install({
    commonLabels: hostile,
    podLabels: hostile,
    postgres: { podLabels: hostile },
    workers: { labels: hostile, defaults: { podLabels: hostile } },
  });
  const selected = brooder.objects
    .map((object) => object.toJson() as Workload)
    .filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');
  expect(selected.length).toBeGreaterThan(1);
  for (const { kind, metadata, spec } of selected) {
    expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels);
    const before = plain.find((object) => object.kind === kind && object.metadata.name === metadata.name)!;
    expect(spec.selector).toEqual(before.spec.selector);
  }
});
