import { deadline, failures, livingStates, type WorkerState, withSignal } from '@brooder/contracts';
import type { ClusterWorker } from '../cluster/cluster.ts';
import type { WorkerRow } from '../store/store.ts';
import { declareLost, type Ending } from './lost.ts';
import type { PoolParts } from './pool-parts.ts';

/** Both sides as one look saw them: rows before and after the list of processes. */
interface Look {
  before: readonly WorkerRow[];
  processes: readonly ClusterWorker[];
  after: readonly WorkerRow[];
}

/** What the last look found odd; acted on when the next one finds it too. A hint only: forgetting it costs one look. */
interface Suspicions {
  ghosts: Set<string>;
  orphans: Set<string>;
}

export interface Reconciler {
  /** One look and what follows from it. Answers the rows read last, for the steps after it. */
  pass(): Promise<readonly WorkerRow[]>;
}

const isLiving = (state: WorkerState) => (livingStates as readonly WorkerState[]).includes(state);

/**
 * Compares rows with processes both ways. Rows are read before the list for what has a row and no process, and after it for what has a
 * process and no row, so that a worker started in between is odd in neither. A single list or read may still be stale: only what two
 * looks in a row found is acted on, and a process is ended only by its uid.
 */
export function createReconciler(
  parts: PoolParts,
  ending: Ending,
  starting: (workerId: string) => boolean,
): Reconciler {
  const { store, cluster, clock, settings, log, instance } = parts;
  let last: Suspicions = { ghosts: new Set(), orphans: new Set() };
  let firstLook = true;

  async function look(): Promise<Look> {
    const { pool } = settings;
    const before = await store.workers({ pool });
    const tooLate = failures.spawnFailed({ reason: 'the cluster did not list its workers in time' });
    const limit = deadline(clock, settings.timeouts.storeCall, tooLate);
    const processes = await withSignal(cluster.list(limit.signal), limit.signal).finally(limit.clear);
    return { before, processes, after: await store.workers({ pool }) };
  }

  /** Rows whose process ended are lost at once; rows without one, at the second look. */
  async function endGhosts({ before, processes }: Look, next: Suspicions): Promise<void> {
    const byId = new Map(processes.map((process) => [process.workerId, process]));
    for (const row of before) {
      if (row.state === 'lost' || row.state === 'draining' || starting(row.id)) continue;
      const process = byId.get(row.id);
      if (process?.phase === 'ended') {
        await declareLost(
          parts,
          ending,
          row,
          'process-ended',
          `its process ended: ${process.reason ?? 'no reason given'}`,
        );
      } else if (!process && row.state !== 'spawning') {
        const sure = last.ghosts.has(row.id) || childOfAnEarlierRun(row);
        if (sure) await declareLost(parts, ending, row, 'process-gone', 'its process is gone');
        else next.ghosts.add(row.id);
      } else if (!process && childOfAnEarlierRun(row)) {
        await declareLost(parts, ending, row, 'spawn-failed', 'its gateway ended while it started');
      }
    }
  }

  /** Child processes die with their gateway, so this gateway's rows from before its start have none. */
  function childOfAnEarlierRun(row: WorkerRow): boolean {
    return firstLook && cluster.kind === 'process' && row.instance === instance;
  }

  async function endOrphans({ processes, after }: Look, next: Suspicions): Promise<void> {
    const living = new Set(after.filter((row) => isLiving(row.state)).map((row) => row.id));
    for (const { workerId, uid, phase } of processes) {
      // Lost rows are ended by the janitor's own step.
      if (living.has(workerId) || after.some((row) => row.id === workerId)) continue;
      const key = `${workerId} ${uid}`;
      if (!last.orphans.has(key)) {
        next.orphans.add(key);
        continue;
      }
      if (await hasLivingRow(workerId)) continue;
      log.warn({ worker: workerId, uid, phase }, 'a process without a row is ended');
      await ending.end(workerId, uid);
    }
  }

  /** The rows above are those of this pool; a process of another pool is not ours to end. */
  async function hasLivingRow(workerId: string): Promise<boolean> {
    const row = await store.worker(workerId);
    return row !== undefined && (isLiving(row.state) || row.state === 'lost');
  }

  return {
    async pass() {
      const seen = await look();
      const next: Suspicions = { ghosts: new Set(), orphans: new Set() };
      await endGhosts(seen, next);
      await endOrphans(seen, next);
      last = next;
      firstLook = false;
      return seen.after;
    },
  };
}
