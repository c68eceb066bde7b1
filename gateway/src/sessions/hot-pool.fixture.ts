/** A pool of hot workers whose rows are in a real memory store, and whose connections a test scripts. */
import { failures } from '@brooder/contracts';
import type { AcquireRequest, HotWorker, Pool } from '../pool/index.ts';
import { realClock } from '../seams/index.ts';
import { createMemoryStore, type MemoryStore, type WarehouseRow } from '../store/index.ts';
import type { WorkerConnection } from '../workers/worker-connection.ts';

export const pond: WarehouseRow = { org: 'ducks', database: 'pond', kind: 'memory', options: {}, state: 'ready' };

export interface HotPool {
  store: MemoryStore;
  pool: Pool;
  suspected: string[];
  /** Makes one more hot worker of the org. The earlier ones must be full, or the store would hand out one of them. */
  addWorker(connection: Partial<WorkerConnection>, maxSessions?: number): Promise<HotWorker>;
  /** As when the pool finds a worker gone. */
  lose(workerId: string): void;
}

export async function hotPool(): Promise<HotPool> {
  const store = createMemoryStore({ clock: realClock });
  await store.createOrg('ducks');
  await store.putWarehouse(pond);
  const workers = new Map<string, HotWorker>();
  const listeners = new Set<(workerId: string, reason: string) => void>();
  const suspected: string[] = [];
  let made = 0;
  let turn = 0;

  const pool = {
    async acquire(_: AcquireRequest, signal: AbortSignal) {
      signal.throwIfAborted();
      const hot = [...workers.values()];
      if (hot.length === 0) throw failures.noWorker({ seconds: 0, reason: 'the test has none' });
      return hot[turn++ % hot.length]!;
    },
    async connectionTo(workerId: string) {
      const hot = workers.get(workerId);
      if (!hot) throw failures.workerLost({ worker: workerId });
      return hot;
    },
    suspect: (workerId: string) => void suspected.push(workerId),
    onWorkerGone(listener: (workerId: string, reason: string) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as Partial<Pool> as Pool;

  return {
    store,
    pool,
    suspected,
    async addWorker(connection, maxSessions = 64) {
      const id = `w${++made}`;
      const base = { id, pool: 'p', instance: 'g1', maxSessions, templateHash: 'h', role: 'Dual' as const };
      await store.insertSpawning(base, { maxWorkers: 64 });
      await store.transition({ workerId: id, from: ['spawning'], to: 'idle', epoch: 0n });
      await store.claim({ pool: 'p', org: 'ducks', claimId: id, instance: 'g1', maxWorkersPerOrg: 64 });
      await store.transition({ workerId: id, from: ['reserved'], to: 'activating', epoch: 1n });
      const worker = await store.transition({ workerId: id, from: ['activating'], to: 'hot', epoch: 1n });
      const hot: HotWorker = { worker, connection: connection as WorkerConnection, path: 'shared' };
      workers.set(id, hot);
      return hot;
    },
    lose(workerId) {
      workers.delete(workerId);
      for (const listener of listeners) listener(workerId, 'test');
    },
  };
}
