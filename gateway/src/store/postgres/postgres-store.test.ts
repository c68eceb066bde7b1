import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { realClock, realRandom } from '../../seams/index.ts';
import type { Store } from '../store.ts';
import { storeContract } from '../store-contract.ts';
import { openPostgresStore } from './postgres-store.ts';
import { clearRows, startTestPostgres, type TestConnection, type TestPostgres } from './test-postgres.ts';

let postgres: TestPostgres;
let connection: TestConnection;
let opened: Store[] = [];
beforeAll(async () => {
  postgres = await startTestPostgres();
  connection = await postgres.freshDatabase();
  await (await open(connection)).close();
});
afterEach(async () => {
  for (const store of opened) await store.close();
  opened = [];
});
afterAll(() => postgres.stop());

async function open(target: TestConnection): Promise<Store> {
  const store = await openPostgresStore({
    connection: target,
    clock: realClock,
    random: realRandom,
    maxConnections: 4,
  });
  opened.push(store);
  return store;
}

storeContract('postgres', async () => {
  await clearRows(connection);
  return { store: await open(connection), other: await open(connection) };
});

test('gateways that start together on an empty database migrate it once', async () => {
  const empty = await postgres.freshDatabase();
  const stores = await Promise.all([open(empty), open(empty), open(empty)]);
  await stores[0]!.createOrg('ducks');
  await expect(stores[2]!.orgs()).resolves.toHaveLength(1);
});
