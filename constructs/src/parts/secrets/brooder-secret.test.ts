import { Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { System } from '../../system/index.ts';
import { BrooderSecret, type BrooderSecretProps } from './index.ts';

const system = new System({ release: 'wh', namespace: 'data' });
const secret = (props: Partial<BrooderSecretProps>) =>
  new BrooderSecret(Testing.chart(), 'secret', { system, name: 'wh-secret', texts: {}, ...props }).object.toJson();

test('a text is written as data, which the API server gives back, so a diff after an apply is empty', () => {
  const made = secret({ texts: { password: 'pässword', other: '' } });
  expect(made.data).toEqual({ password: 'cMOkc3N3b3Jk' });
  expect(made).not.toHaveProperty('stringData');
});

test('a Secret for the gateway to fill is Opaque and holds neither data nor stringData', () => {
  const empty = secret({ texts: { password: '' } });
  expect(empty).toMatchObject({ type: 'Opaque' });
  expect(Object.keys(empty)).toEqual(['apiVersion', 'kind', 'metadata', 'type']);
});

test('only what cannot be made again outlives the release', () => {
  expect(secret({ keep: true }).metadata.annotations).toEqual({ 'helm.sh/resource-policy': 'keep' });
  expect(secret({}).metadata).not.toHaveProperty('annotations');
});
