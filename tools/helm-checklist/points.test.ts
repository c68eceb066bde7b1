import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { values } from '@brooder/constructs';
import { expect, test } from 'vitest';
import { nodeAt } from '../value-at.ts';
import { checklist } from './points.ts';

const all = Object.values(checklist).flat();
const quoted = all.flatMap(({ where }) => [...where.matchAll(/`([^`]+)`/g)].map(([, text]) => text!));

test('there are 61 points, and at least 55 are met', () => {
  expect(all.length).toBe(61);
  expect(all.filter(({ met }) => met).length).toBeGreaterThanOrEqual(55);
});

test('every path that is named is there', () => {
  const paths = quoted.filter((text) => /^[\w.-]+\/[\w./-]+\.\w+$/.test(text) && !text.startsWith('helm.sh/'));
  expect(paths.length).toBeGreaterThan(40);
  expect(paths.filter((path) => !existsSync(path))).toEqual([]);
});

test('every link leads somewhere', () => {
  const links = all.flatMap(({ where }) => [...where.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link!));
  expect(links.filter((link) => !existsSync(join(dirname('docs/reference/helm-checklist.md'), link)))).toEqual([]);
});

test('every value that is named is there', () => {
  const keys = quoted.filter((text) => /^[a-z]\w+(\.\w+)+$/.test(text) || /^(extra|pod|common)[A-Z]\w+$/.test(text));
  expect(keys.length).toBeGreaterThan(10);
  expect(keys.filter((key) => nodeAt(values, key) === undefined && !existsSync(key))).toEqual([]);
});
