import { expect, test } from 'vitest';
import { realClock } from '../../seams/index.ts';
import { storeContract } from '../store-contract.ts';
import { createMemoryStore } from './memory-store.ts';

storeContract('memory', async () => {
  const store = createMemoryStore({ clock: realClock });
  return { store, other: store.view('other') };
});

test('a caller that dies after the step has changed the store without learning it', async () => {
  const store = createMemoryStore({ clock: realClock });
  const dying = store.view('dying', async (name) => {
    if (name === 'createOrg:after') throw new Error('crashed');
  });
  await expect(dying.createOrg('ducks')).rejects.toThrow('crashed');
  await expect(store.org('ducks')).resolves.toBeDefined();
});

test('a caller that dies before the step has changed nothing', async () => {
  const store = createMemoryStore({ clock: realClock });
  const dying = store.view('dying', async (name) => {
    if (name === 'createOrg:before') throw new Error('crashed');
  });
  await expect(dying.createOrg('ducks')).rejects.toThrow('crashed');
  await expect(store.org('ducks')).resolves.toBeUndefined();
});

test('what a caller does to a row it read changes nothing in the store', async () => {
  const store = createMemoryStore({ clock: realClock });
  await store.createOrg('ducks');
  (await store.org('ducks'))!.suspended = true;
  await expect(store.org('ducks')).resolves.toMatchObject({ suspended: false });
});
