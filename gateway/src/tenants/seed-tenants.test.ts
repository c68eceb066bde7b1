import { verifyPassword } from '@brooder/pgwire';
import { beforeEach, expect, test } from 'vitest';
import { realClock } from '../seams/index.ts';
import { createMemoryStore, type Store } from '../store/index.ts';
import { type SeedOrg, seedTenants } from './seed-tenants.ts';

let store: Store;
beforeEach(() => {
  store = createMemoryStore({ clock: realClock });
});
const always = { onlyIfEmpty: false };
const seed: SeedOrg[] = [
  {
    id: 'ducks',
    maxWorkers: 2,
    users: [{ name: 'ana', password: 'quack' }],
    warehouse: { database: 'pond', kind: 'memory', options: {} },
  },
  { id: 'geese', users: [] },
];

test('a seed makes orgs, users that can log in, and a warehouse; twice it keeps them all', async () => {
  await expect(seedTenants(store, seed, always)).resolves.toEqual({
    seeded: true,
    orgs: [
      { id: 'ducks', change: 'created', users: [{ name: 'ana', change: 'created' }], warehouse: 'created' },
      { id: 'geese', change: 'created', users: [] },
    ],
  });
  const before = await store.user('ducks', 'ana');
  await expect(verifyPassword('quack', before!.verifier)).resolves.toBe(true);
  await expect(seedTenants(store, seed, always)).resolves.toEqual({
    seeded: true,
    orgs: [
      { id: 'ducks', change: 'kept', users: [{ name: 'ana', change: 'kept' }], warehouse: 'kept' },
      { id: 'geese', change: 'kept', users: [] },
    ],
  });
  await expect(store.user('ducks', 'ana')).resolves.toEqual(before);
});

test('for an empty store only, it does nothing when there is an org', async () => {
  await store.createOrg('swans');
  await expect(seedTenants(store, seed, { onlyIfEmpty: true })).resolves.toEqual({ seeded: false, orgs: [] });
  expect((await store.orgs()).map(({ id }) => id)).toEqual(['swans']);
});

test('the holder of a database name is named', async () => {
  await seedTenants(store, seed, always);
  const other: SeedOrg[] = [{ id: 'swans', users: [], warehouse: { database: 'pond', kind: 'memory', options: {} } }];
  await expect(seedTenants(store, other, always)).rejects.toMatchObject({
    code: 'alreadyExists',
    message: expect.stringContaining('Database "pond" of org "ducks"'),
  });
});

test.each<[string, Partial<SeedOrg>, string]>([
  ['an org name', { id: 'Ducks' }, 'invalidName'],
  ['a user name', { users: [{ name: 'a@b', password: 'x' }] }, 'invalidName'],
  ['an empty password', { users: [{ name: 'bob', password: '' }] }, 'invalidRequest'],
  ['a database name', { warehouse: { database: 'a b', kind: 'memory', options: {} } }, 'invalidName'],
  ['an option', { warehouse: { database: 'lake', kind: 'memory', options: { path: '/a' } } }, 'invalidRequest'],
  [
    'a reference without an identity',
    {
      warehouse: {
        database: 'lake',
        kind: 'memory',
        options: {},
        secrets: { gcsSecret: { namespace: 'a', name: 'b', key: 'c' } },
      },
    },
    'invalidRequest',
  ],
])('%s that is wrong leaves the store untouched', async (_, change, code) => {
  await expect(seedTenants(store, [...seed, { id: 'swans', users: [], ...change }], always)).rejects.toMatchObject({
    code,
  });
  await expect(store.orgs()).resolves.toEqual([]);
});
