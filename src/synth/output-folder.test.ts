import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type OwnFiles, staleFiles, writeFiles } from './output-folder.ts';

const mark = '# ours\n';
const own: OwnFiles = { scope: 'folder', isOurs: (_, text) => text.startsWith(mark) };
const files = (entries: Record<string, string>) => new Map(Object.entries(entries));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'brooder-output-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the second run writes nothing, and leaves the very same files', () => {
  const wanted = files({ 'a.yaml': `${mark}a: 1\n`, 'b.yaml': `${mark}b: 1\n` });
  expect(writeFiles(folder, wanted, own)).toEqual({ written: ['a.yaml', 'b.yaml'], unchanged: [], removed: [] });
  const before = statSync(join(folder, 'a.yaml')).ino;
  expect(writeFiles(folder, wanted, own)).toEqual({ written: [], unchanged: ['a.yaml', 'b.yaml'], removed: [] });
  expect(statSync(join(folder, 'a.yaml')).ino).toBe(before);
  expect(readdirSync(folder)).toEqual(['a.yaml', 'b.yaml']);
});

test('a file of an earlier run that is no longer wanted goes, and files of others stay', () => {
  writeFiles(folder, files({ 'a.yaml': `${mark}a: 1\n`, 'old.yaml': `${mark}old: 1\n` }), own);
  writeFileSync(join(folder, 'mine.yaml'), 'mine: 1\n');
  mkdirSync(join(folder, 'below'));
  writeFileSync(join(folder, 'below', 'other.yaml'), `${mark}of another installation: 1\n`);
  const result = writeFiles(folder, files({ 'a.yaml': `${mark}a: 2\n` }), own);
  expect(result).toEqual({ written: ['a.yaml'], unchanged: [], removed: ['old.yaml'] });
  expect(readdirSync(folder).sort()).toEqual(['a.yaml', 'below', 'mine.yaml']);
  expect(readdirSync(join(folder, 'below'))).toEqual(['other.yaml']);
});

test('a foreign file of a wanted name stops the run before anything is written', () => {
  writeFileSync(join(folder, 'b.yaml'), 'mine: 1\n');
  const wanted = files({ 'a.yaml': `${mark}a: 1\n`, 'b.yaml': `${mark}b: 1\n` });
  expect(() => writeFiles(folder, wanted, own)).toThrow(/b\.yaml would be overwritten, and brooder did not write it/);
  expect(readdirSync(folder)).toEqual(['b.yaml']);
  expect(readFileSync(join(folder, 'b.yaml'), 'utf8')).toBe('mine: 1\n');
});

test('a folder that cannot be made is told with its path', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => writeFiles(join(folder, 'file'), files({ 'a.yaml': mark }), own)).toThrow(/file cannot be written/);
});

test('missing, changed and left-over files are stale', () => {
  writeFiles(folder, files({ 'same.yaml': mark, 'changed.yaml': mark, 'left.yaml': mark }), own);
  const wanted = files({ 'same.yaml': mark, 'changed.yaml': `${mark}more: 1\n`, 'missing.yaml': mark });
  expect(staleFiles(folder, wanted, own)).toEqual(['changed.yaml', 'left.yaml', 'missing.yaml']);
});
