import type { ActivateRequest, StorageCredentials } from '@brooder/contracts';
import { expect, test } from 'vitest';
import { realClock, realRandom } from '../seams/index.ts';
import { createMemoryStore } from '../store/index.ts';
import { createLog } from '../telemetry/index.ts';
import { activate } from './activate.ts';
import type { Connections } from './connections.ts';
import { simSettings } from './simulation/sim-settings.ts';
import { warehouse } from './testing/open-pool.ts';

const storage: StorageCredentials = {
  s3: { endpoint: 'minio:9000', accessKeyId: 'AKIA', secretAccessKey: 'canary' },
  azure: { connectionString: 'canary' },
};

/** What the worker of an org with this warehouse is sent, and what is logged meanwhile. */
async function activationOf(row: ReturnType<typeof warehouse>, outcome: () => Promise<unknown>) {
  const store = createMemoryStore({ clock: realClock });
  await store.createOrg('ducks');
  const worker = { id: 'w1', pool: 'sim', instance: 'g1', maxSessions: 2, templateHash: 'none', role: 'Dual' } as const;
  await store.insertSpawning(worker, { maxWorkers: 1 });
  await store.transition({ workerId: 'w1', from: ['spawning'], to: 'idle', epoch: 0n });
  const claimed = await store.claim({ org: 'ducks', pool: 'sim', claimId: 'c1', instance: 'g1', maxWorkersPerOrg: 1 });
  if (claimed.outcome !== 'claimed') throw new Error(claimed.outcome);
  const lines: string[] = [];
  let sent: ActivateRequest | undefined;
  const connections = {
    to: async () => ({
      act: async (_: string, request: ActivateRequest) => {
        sent = request;
        return outcome();
      },
    }),
  } as unknown as Connections;
  const parts = {
    instance: 'g1',
    settings: { ...simSettings, storage },
    store,
    cluster: { secret: async () => 'own-canary' },
    clock: realClock,
    random: realRandom,
    log: createLog({ level: 'trace', destination: { write: (line) => void lines.push(line) } }),
    metrics: {},
  } as unknown as Parameters<typeof activate>[0];
  const activation = await activate(parts, connections, claimed.worker, row);
  return { activation, sent: sent!, log: lines.join('') };
}

test('a warehouse on S3 is activated with the S3 credentials and no others', async () => {
  const options = { metadata: '/data/ducks/meta.ducklake', dataPath: 's3://ducks/' };
  const { activation, sent } = await activationOf({ ...warehouse('ducks', 'ducklake'), options }, async () => ({}));
  expect(activation.outcome).toBe('hot');
  expect(sent.storage).toEqual({ s3: storage.s3 });
});

test('a warehouse with credentials of its own is activated with those', async () => {
  const options = { metadata: 'postgres:host=meta', dataPath: 's3://ducks/' };
  const reference = { namespace: 'workers', name: 'ducks', key: 'secret' };
  const secrets = { s3SecretAccessKey: reference, metadataStorePassword: reference };
  const row = { ...warehouse('ducks', 'ducklake'), options, secrets };
  const { sent, log } = await activationOf(row, async () => ({}));
  expect(sent.storage?.s3).toEqual({ ...storage.s3, secretAccessKey: 'own-canary' });
  expect(sent.warehouse).toMatchObject({ metadata: `postgres:host=meta password='own-canary'` });
  expect(log).not.toContain('canary');
});

test('a warehouse in memory is activated without any', async () => {
  const { sent } = await activationOf(warehouse('ducks'), async () => ({}));
  expect(sent).not.toHaveProperty('storage');
});

test('an activation that fails tells neither the log nor the client a credential', async () => {
  const options = { metadata: '/data/ducks/meta.ducklake', dataPath: 's3://ducks/' };
  const { activation, log } = await activationOf({ ...warehouse('ducks', 'ducklake'), options }, () =>
    Promise.reject(new Error('broken')),
  );
  expect(activation).toMatchObject({ outcome: 'failed', failure: { code: 'activationFailed' } });
  expect(log).toContain('activation failed');
  expect(log + JSON.stringify(activation)).not.toContain('canary');
});
