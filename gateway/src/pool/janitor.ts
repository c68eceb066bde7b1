import type { WorkerRow } from '../store/store.ts';
import type { Connections } from './connections.ts';
import type { Ending } from './lost.ts';
import type { PoolParts } from './pool-parts.ts';
import { reap } from './reap.ts';
import type { Reconciler } from './reconcile.ts';
import { replenish } from './replenish.ts';
import type { Spawner } from './spawn.ts';
import type { WorkerGone } from './worker-gone.ts';

const forgetEvery = 60_000;

export interface JanitorParts {
  connections: Connections;
  ending: Ending;
  gone: WorkerGone;
  reconciler: Reconciler;
  spawner: Spawner;
  starting(workerId: string): boolean;
}

/** One pass over all rows: reconcile, reap, replenish, tidy up. Each part runs even when the one before it failed. */
export function createJanitor(parts: PoolParts, janitor: JanitorParts): () => Promise<void> {
  const { store, settings, clock } = parts;
  const { connections, ending, gone, reconciler, spawner, starting } = janitor;
  let forgotAt = clock.now();

  async function compare(): Promise<readonly WorkerRow[]> {
    try {
      return await reconciler.pass();
    } catch (thrown) {
      parts.log.warn({ err: thrown }, 'rows and processes could not be compared');
      return store.workers({ pool: settings.pool });
    }
  }

  /** Workers that another gateway ended: this one's sessions on them must learn it. */
  async function tidy(rows: readonly WorkerRow[]): Promise<void> {
    const present = new Set(rows.filter((row) => row.state !== 'lost').map((row) => row.id));
    for (const workerId of new Set([...gone.inUse(), ...connections.held()])) {
      if (present.has(workerId) || starting(workerId)) continue;
      const row = await store.worker(workerId);
      if (row && row.state !== 'lost' && row.state !== 'retired') continue;
      connections.drop(workerId);
      gone.tell(workerId, row?.reason ?? 'retired');
    }
    if (clock.now() - forgotAt < forgetEvery) return;
    forgotAt = clock.now();
    await store.forgetRetired(settings.forgetAfter);
  }

  return async () => {
    const rows = await compare();
    const steps = [
      () => reap(parts, connections, ending, rows, starting),
      () => replenish(parts, spawner),
      () => tidy(rows),
    ];
    const failed: unknown[] = [];
    for (const step of steps) await step().catch((thrown) => failed.push(thrown));
    if (failed.length > 0) throw failed[0];
  };
}
