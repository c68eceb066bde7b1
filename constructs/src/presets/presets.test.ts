import { expect, test } from 'vitest';
import { checkedValues } from '../brooder.ts';
import { explainKey, pathsOf, type Tree } from '../schema/index.ts';
import { renderManifests } from '../targets/manifests.ts';
import { values } from '../values/index.ts';
import { presets } from './index.ts';

const release = { name: 'brooder', namespace: 'brooder', service: 'Helm' };

test.each(Object.entries(presets))('%s fits the schema and is refused by nothing', (_, { values: overrides }) => {
  const objects = [...renderManifests(checkedValues(overrides), release).values()].flat();
  expect(objects.length).toBeGreaterThan(0);
});

test('every preset has a file of its own and says what it is for', () => {
  const files = Object.values(presets).map(({ file }) => file);
  expect(new Set(files).size).toBe(files.length);
  expect(Object.values(presets).filter(({ about }) => !about.endsWith('.'))).toEqual([]);
});

/** True when `path` leads somewhere in `value`; `*` stands for any entry or item. */
function stands(value: unknown, [key, ...below]: readonly string[]): boolean {
  if (key === undefined) return true;
  if (typeof value !== 'object' || value === null) return false;
  if (key === '*') return Object.values(value).some((item) => stands(item, below));
  return Object.hasOwn(value, key) && stands((value as Tree)[key], below);
}

/** Keys that one file cannot hold beside others, with the reason. */
const exclusive: Readonly<Record<string, string>> = {
  'pdb.minAvailable': 'Kubernetes takes it or pdb.maxUnavailable; the other side has it.',
};

test('every key of the schema stands in the values with everything on', () => {
  const keys = pathsOf(values)
    .filter(({ node, path }) => node.kind !== 'group' && !path.endsWith('.*'))
    .map(({ path }) => path);
  const missing = keys.filter((path) => !stands(presets.allOn.values, path.split('.')));
  expect(missing.filter((path) => exclusive[path] === undefined)).toEqual([]);
  for (const path of Object.keys(exclusive)) {
    expect(explainKey(values, path)).toBeDefined();
    expect(stands(presets.otherSide.values, path.split('.'))).toBe(true);
  }
});
