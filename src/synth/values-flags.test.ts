import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gatherOverrides } from './values-flags.ts';

test('later files win over earlier ones, then come JSON, plain and text settings', () => {
  const folder = mkdtempSync(join(tmpdir(), 'brooder-values-'));
  try {
    const write = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const values = [write('one.yaml', 'a: {b: 1, c: 1}\nd: 1\ne: 1\nf: 1'), write('two.yaml', 'a: {b: 2}\nd: 2')];
    const flags = { values, setJson: ['e={"x":[3]}', '{"g": {"h": 3}}'], set: ['f=4', 'g.i=4'], setString: ['f=5'] };
    expect(gatherOverrides(flags)).toEqual({ a: { b: 2, c: 1 }, d: 2, e: { x: [3] }, f: '5', g: { h: 3, i: 4 } });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  [{ values: ['/nowhere/values.yaml'] }, 'The file /nowhere/values.yaml does not exist or cannot be read.'],
  [{ setJson: ['{"a": '] }, '--set-json {"a": : not JSON'],
  [{ set: ['a'] }, '--set a: the key "a" has no value: write a=value'],
])('%j is refused with what is wrong', (flags, message) => {
  expect(() => gatherOverrides(flags)).toThrow(message);
});
