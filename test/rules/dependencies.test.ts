import { expect, test } from 'vitest';
import { isTest, roomOf, sourceFiles } from './source-tree.ts';

/** DESIGN §2: who may import whom. `src` is the command line and may import all. */
const mayImport: Record<string, readonly string[]> = {
  contracts: [],
  pgwire: ['contracts'],
  flight: ['contracts'],
  constructs: ['contracts'],
  worker: ['contracts', 'pgwire', 'flight'],
  gateway: ['contracts', 'pgwire', 'flight'],
  src: ['contracts', 'pgwire', 'flight', 'worker', 'gateway', 'constructs'],
};
const files = sourceFiles();

test('a room imports only the rooms that the design allows', () => {
  const wrong = files.flatMap(({ path, imports }) => {
    const allowed = mayImport[roomOf(path)];
    if (!allowed) return [];
    return imports
      .map((name) => /^@brooder\/([a-z]+)/.exec(name)?.[1])
      .filter((room) => room !== undefined && !allowed.includes(room))
      .map((room) => `${path} imports @brooder/${room}`);
  });
  expect(wrong).toEqual([]);
});

test('a room is entered through its door: no import reaches inside another room', () => {
  const wrong = files.flatMap(({ path, imports }) =>
    imports
      .filter((name) => {
        if (/^@brooder\/[a-z]+\/.+/.test(name)) return true;
        if (!name.startsWith('.')) return false;
        const target = new URL(name, `file:///${path}`).pathname.slice(1);
        return Object.hasOwn(mayImport, roomOf(path)) && roomOf(target) !== roomOf(path);
      })
      .map((name) => `${path} imports ${name}`),
  );
  expect(wrong).toEqual([]);
});

test('contracts depends on nothing but the language', () => {
  const wrong = files
    .filter(({ path }) => roomOf(path) === 'contracts' && !isTest(path))
    .flatMap(({ path, imports }) => imports.filter((name) => !name.startsWith('./')).map((name) => `${path}: ${name}`));
  expect(wrong).toEqual([]);
});

test('every package a room imports stands in its own package.json', async () => {
  const wrong: string[] = [];
  for (const room of Object.keys(mayImport)) {
    const manifest = await import(`../../${room === 'src' ? '' : `${room}/`}package.json`, { with: { type: 'json' } });
    const root = await import('../../package.json', { with: { type: 'json' } });
    const declared = new Set([
      ...Object.keys(manifest.default.dependencies ?? {}),
      ...Object.keys(manifest.default.optionalDependencies ?? {}),
      ...Object.keys(root.default.optionalDependencies ?? {}),
    ]);
    const developed = new Set(Object.keys(root.default.devDependencies ?? {}));
    for (const { path, imports } of files.filter((file) => roomOf(file.path) === room)) {
      for (const name of imports) {
        if (name.startsWith('.') || name.startsWith('node:') || name.startsWith('@brooder/')) continue;
        const packageName = name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/');
        if (declared.has(packageName) || (isTest(path) && developed.has(packageName))) continue;
        wrong.push(`${path} imports ${packageName}, which ${room} does not declare`);
      }
    }
  }
  expect(wrong).toEqual([]);
});
