import { expect, test } from 'vitest';
import { differencesOf } from './differences.ts';
import type { KubernetesObject } from './kubernetes-object.ts';
import { withoutDropped } from './live-objects.ts';

const object = (kind: string, name: string, more: object = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'pond' },
  ...more,
});
const base64 = (text: string) => Buffer.from(text).toString('base64');

test('added, changed and removed objects are told apart, sorted by identity', () => {
  const before = [
    object('ConfigMap', 'gone'),
    object('ConfigMap', 'same'),
    object('Service', 'web', { spec: { port: 1 } }),
  ];
  const after = [
    object('Service', 'web', { spec: { port: 2 } }),
    object('ConfigMap', 'same'),
    object('ConfigMap', 'fresh'),
  ];
  const { differences, same } = differencesOf(before, after);
  expect(differences.map(({ change, object: name }) => `${change} ${name}`)).toEqual([
    'added ConfigMap pond/fresh',
    'removed ConfigMap pond/gone',
    'changed Service pond/web',
  ]);
  expect(same).toBe(1);
  expect(differences[2]!.lines).toEqual(expect.arrayContaining(['-  port: 1', '+  port: 2']));
});

test('what the API server writes, and the order of keys, make no difference', () => {
  const live = {
    kind: 'ConfigMap',
    apiVersion: 'v1',
    metadata: {
      namespace: 'pond',
      name: 'same',
      uid: 'u',
      resourceVersion: '7',
      generation: 2,
      creationTimestamp: 'now',
      managedFields: [{ manager: 'kubectl' }],
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
    },
    status: { phase: 'Active' },
  };
  expect(differencesOf([live], [object('ConfigMap', 'same')]).differences).toEqual([]);
});

test('values of Secrets are never shown; that they differ is', () => {
  const before = object('Secret', 'keys', {
    data: { same: base64('one'), other: base64('hunter2'), old: base64('gone') },
  });
  const after = object('Secret', 'keys', { stringData: { same: 'one', other: 'hunter3' } });
  const [difference] = differencesOf([before], [after]).differences;
  const text = difference!.lines.join('\n');
  expect(text).not.toMatch(/hunter|gone|one/);
  expect(text).not.toContain(base64('hunter2'));
  expect(difference!.lines).toEqual(
    expect.arrayContaining(['   same: "***"', '-  other: "*** (before)"', '+  other: "*** (after)"', '-  old: "***"']),
  );
});

test('fields that the last apply named and this one does not are dropped, in lists by their merge key', () => {
  const applied = { spec: { a: 1, b: 1, env: [{ name: 'X' }, { name: 'Y', value: '1' }] } };
  const wanted = { spec: { a: 1, env: [{ name: 'Y' }] } };
  const after = {
    spec: { a: 1, b: 1, defaulted: true, env: [{ name: 'X' }, { name: 'Y', value: '1' }, { name: 'injected' }] },
  };
  expect(withoutDropped(after, applied, wanted)).toEqual({
    spec: { a: 1, defaulted: true, env: [{ name: 'Y' }, { name: 'injected' }] },
  });
});
