import { Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { System } from '../../system/index.ts';
import { ExtraObjects } from './index.ts';

const system = new System({ release: 'pond', namespace: 'park' });
const written = (...objects: Record<string, unknown>[]) => {
  const chart = Testing.chart();
  new ExtraObjects(chart, 'extra', { system, objects });
  return chart;
};

test('an object goes through as it is, into the release namespace when it names none', () => {
  const given = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'motto', labels: { a: '' } },
    data: { text: '{{ .Values.x }}', nothing: null },
  };
  expect(written(given).toJson()).toEqual([{ ...given, metadata: { ...given.metadata, namespace: 'park' } }]);
});

test('a namespace that is named stays, and a kind without one gets none', () => {
  const elsewhere = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'lake' } };
  const cluster = { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'b' }, value: 1 };
  expect(written(elsewhere, cluster).toJson()).toEqual([elsewhere, cluster]);
});

test('what is no whole manifest is refused with its place', () => {
  const chart = written({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }, { kind: 'ConfigMap' });
  expect(() => chart.toJson()).toThrow(
    'extraObjects[1] lacks apiVersion, kind or metadata.name. Write it as a whole manifest.',
  );
});
