import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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
        if (!name.startsWith('.') || name.endsWith('package.json')) return false;
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

const manifestOf = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, Record<string, string> | undefined>;
const named = (manifest: ReturnType<typeof manifestOf>, ...lists: string[]) =>
  lists.flatMap((list) => Object.keys(manifest[list] ?? {}));

test('every package a room imports stands in its own package.json', () => {
  const root = manifestOf('.');
  const rooms = Object.keys(mayImport).map((room) => manifestOf(room === 'src' ? '.' : room));
  // A test may bring in what any room uses, for example a second reader of the same bytes.
  const forTests = [...named(root, 'devDependencies'), ...rooms.flatMap((room) => named(room, 'dependencies'))];
  const wrong = Object.keys(mayImport).flatMap((room) => {
    const own = named(
      manifestOf(room === 'src' ? '.' : room),
      'dependencies',
      'optionalDependencies',
      'peerDependencies',
    );
    return files
      .filter((file) => roomOf(file.path) === room)
      .flatMap(({ path, imports }) =>
        imports
          .filter((name) => !/^(\.|node:|@brooder\/)/.test(name))
          .map((name) =>
            name
              .split('/')
              .slice(0, name.startsWith('@') ? 2 : 1)
              .join('/'),
          )
          .filter((name) => !own.includes(name) && !(isTest(path) && forTests.includes(name)))
          .map((name) => `${path} imports ${name}, which ${room} does not declare`),
      );
  });
  expect(wrong).toEqual([]);
});
