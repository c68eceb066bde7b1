import type { WorkerRow } from '../store/store.ts';
import type { Connections } from './connections.ts';
import type { Ending } from './lost.ts';
import type { PoolParts } from './pool-parts.ts';
import { reap } from './reap.ts';
import type { Reconciler } from './reconcile.ts';
import { replenish } from './replenish.ts';
import type { Spawner } from './spawn.ts';
import type { WorkerGone } from './worker-gone.ts';

const tidyEvery = 30_000;

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
  let tidiedAt = clock.now();

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
    if (clock.now() - tidiedAt < tidyEvery) return;
    tidiedAt = clock.now();
    await store.forgetRetired(settings.forgetAfter);
    await removeStraySessions();
  }

  /**
   * A gateway that others took for dead may open a session and crash before it signs in again; no expiry removes that row, and its
   * worker would never count as unused. Sessions are read before instances, and young ones are left: a revived gateway's are young.
   */
  async function removeStraySessions(): Promise<void> {
    const sessions = await store.sessions();
    const alive = new Set((await store.instances()).filter((one) => one.state !== 'expired').map((one) => one.id));
    const { instanceLoss } = settings.timeouts;
    const strays = sessions.filter((session) => session.ageMs >= 2 * instanceLoss && !alive.has(session.instance));
    for (const { id } of strays) await store.removeSession(id);
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
