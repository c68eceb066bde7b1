import { beforeEach, describe, expect, test } from 'vitest';
import type { Store } from './store.ts';

/** What every store must do with a seed. */
export function seedContract(name: string, open: () => Promise<{ store: Store; other: Store }>): void {
  describe(`a seed of a store of ${name}`, () => {
    let store: Store;
    let other: Store;
    beforeEach(async () => {
      ({ store, other } = await open());
    });

    const warehouse = { org: 'ducks', database: 'pond', kind: 'memory', options: {}, state: 'ready' } as const;
    const rows = {
      orgs: [{ id: 'ducks', maxWorkers: 3 }, { id: 'geese' }],
      users: [
        { org: 'geese', name: 'bob', verifier: 'of bob' },
        { org: 'ducks', name: 'alice', verifier: 'of alice' },
      ],
      warehouses: [warehouse],
    };

    test('makes what is missing, and the same again changes nothing', async () => {
      await expect(store.applySeed(rows, { onlyIfEmpty: true })).resolves.toEqual({
        seeded: true,
        orgs: ['ducks', 'geese'],
        users: [
          { org: 'ducks', name: 'alice' },
          { org: 'geese', name: 'bob' },
        ],
        warehouses: [{ org: 'ducks', change: 'created' }],
      });
      const nothing = { seeded: true, orgs: [], users: [], warehouses: [] };
      await expect(other.applySeed(rows, { onlyIfEmpty: false })).resolves.toEqual(nothing);
      await expect(other.org('ducks')).resolves.toMatchObject({ maxWorkers: 3 });
      await expect(other.warehouseOfOrg('ducks')).resolves.toEqual(warehouse);
      await expect(other.user('geese', 'bob')).resolves.toMatchObject({ verifier: 'of bob', disabled: false });
    });

    test('leaves orgs and users as they are, and replaces a warehouse that differs', async () => {
      await store.createOrg('ducks');
      await store.putUser({ org: 'ducks', name: 'alice', verifier: 'changed' }, 'create');
      await store.putWarehouse({ ...warehouse, kind: 'duckdb-file', options: { path: '/data/pond' } });
      await expect(store.applySeed(rows, { onlyIfEmpty: false })).resolves.toEqual({
        seeded: true,
        orgs: ['geese'],
        users: [{ org: 'geese', name: 'bob' }],
        warehouses: [{ org: 'ducks', change: 'replaced' }],
      });
      await expect(other.user('ducks', 'alice')).resolves.toMatchObject({ verifier: 'changed' });
      await expect(other.warehouseOfOrg('ducks')).resolves.toEqual(warehouse);
      expect((await other.org('ducks'))?.maxWorkers).toBeUndefined();
    });

    test('of an empty store only does nothing when any org exists', async () => {
      await store.createOrg('swans');
      const nothing = { seeded: false, orgs: [], users: [], warehouses: [] };
      await expect(store.applySeed(rows, { onlyIfEmpty: true })).resolves.toEqual(nothing);
      expect((await other.orgs()).map((org) => org.id)).toEqual(['swans']);
    });

    test('that is refused leaves nothing, so that it may be tried again', async () => {
      const unknown = { ...rows, users: [...rows.users, { org: 'ghosts', name: 'eve', verifier: 'v' }] };
      await expect(store.applySeed(unknown, { onlyIfEmpty: true })).rejects.toMatchObject({ code: 'notFound' });
      const taken = { ...rows, warehouses: [warehouse, { ...warehouse, org: 'geese' }] };
      await expect(store.applySeed(taken, { onlyIfEmpty: true })).rejects.toMatchObject({ code: 'alreadyExists' });
      await expect(other.orgs()).resolves.toEqual([]);
    });
  });
}
