import { expect, test } from 'vitest';
import { checkedValues } from '../brooder.ts';
import { explainKey, problemsOf } from '../schema/index.ts';
import { renderManifests } from '../targets/manifests.ts';
import { values } from './index.ts';
import { renamedKeys, renamedText } from './renamed-keys.ts';

const entries = Object.entries(renamedKeys);
const nested = (path: string, value: unknown): object =>
  path.split('.').reduceRight<unknown>((below, key) => ({ [key]: below }), value) as object;
const release = { name: 'pond', namespace: 'pond', service: 'Helm' };

test('an old name is no key here, and the name here is one', () => {
  expect(entries.filter(([path]) => explainKey(values, path) !== undefined)).toEqual([]);
  const named = entries.filter(([, here]) => !here.startsWith('nothing: '));
  const keys = named.flatMap(([, here]) => here.split(/,| or | and /).map((part) => part.trim().split(' ')[0]!));
  expect(keys.filter((key) => /^[a-z]/.test(key) && key !== 'one' && explainKey(values, key) === undefined)).toEqual(
    [],
  );
});

test.each(entries)('%s passes the schema, whatever its value, and is refused with what stands here', (path, here) => {
  for (const value of ['text', 1, true, null, { a: 1 }]) {
    const overrides = nested(path, value);
    expect(() => renderManifests(checkedValues(overrides), release)).toThrow(renamedText(path, here));
  }
});

test('a neighbour of an old name is refused by the schema', () => {
  expect(() => checkedValues({ apiKey: { valu: 'x' } } as object)).toThrow(
    "- at '/apiKey': additional properties 'valu' not allowed",
  );
  expect(problemsOf(values, checkedValues({}))).toEqual([]);
});
