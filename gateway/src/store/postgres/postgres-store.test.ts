import { afterAll, afterEach, beforeAll } from 'vitest';
import { realClock, realRandom } from '../../seams/index.ts';
import type { Store } from '../store.ts';
import { storeContract } from '../store-contract.ts';
import { openPostgresStore } from './postgres-store.ts';
import { startTestPostgres, type TestPostgres } from './test-postgres.ts';

let postgres: TestPostgres;
let opened: Store[] = [];
beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterEach(async () => {
  for (const store of opened) await store.close();
  opened = [];
});
afterAll(() => postgres.stop());

storeContract('postgres', async () => {
  const connection = await postgres.freshDatabase();
  const options = { connection, clock: realClock, random: realRandom, maxConnections: 4 };
  // Both at once: the first start of an installation with two gateways.
  const [store, other] = await Promise.all([openPostgresStore(options), openPostgresStore(options)]);
  opened.push(store, other);
  return { store, other };
});
