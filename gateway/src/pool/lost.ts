import { deadline, failures, type WorkerState, withSignal } from '@brooder/contracts';
import type { Connections } from './connections.ts';
import { move } from './moves.ts';
import type { LostReason, PoolParts } from './pool-parts.ts';
import type { WorkerGone } from './worker-gone.ts';

/** A lost worker gets this long (ms) between the request to end and its kill. */
const lostGrace = 1_000;

/** The last steps of every worker, each harmless when done twice or by two gateways. */
export interface Ending {
  /** This gateway's line first, then the process itself; `uid` when it is known. */
  end(workerId: string, uid?: string, graceMs?: number): Promise<void>;
  tell(workerId: string, reason: string): void;
  /** Runs the last steps of one worker beside the janitor, which must not wait for a slow stop; once at a time for each worker. */
  inBackground(workerId: string, steps: () => Promise<void>): void;
  /** Resolves when nothing runs in the background. */
  settled(): Promise<void>;
}

export function createEnding(parts: PoolParts, connections: Connections, gone: WorkerGone): Ending {
  const { cluster, clock, settings, log } = parts;
  const running = new Map<string, Promise<void>>();
  return {
    async end(workerId, uid, graceMs = settings.timeouts.workerStop) {
      connections.drop(workerId);
      const longest = graceMs + settings.timeouts.workerStop;
      const limit = deadline(clock, longest, failures.workerLost({ worker: workerId }));
      const stopped = cluster.stop(workerId, { graceMs, ...(uid === undefined ? {} : { uid }) });
      await withSignal(stopped, limit.signal).finally(limit.clear);
    },
    tell: (workerId, reason) => gone.tell(workerId, reason),
    inBackground(workerId, steps) {
      if (running.has(workerId)) return;
      const done = steps()
        .catch((thrown) => log.warn({ worker: workerId, err: thrown }, 'the end of a worker failed and is repeated'))
        .finally(() => running.delete(workerId));
      running.set(workerId, done);
    },
    async settled() {
      await Promise.all(running.values());
    },
  };
}

export interface LosableRow {
  id: string;
  state: WorkerState;
  epoch: bigint;
  uid?: string;
}

/**
 * Marks a worker lost; its sessions, its process and its row follow in the background. Answers false when the row had moved on.
 * A crash after the first step is finished by any gateway's janitor (`finishLost`).
 */
export async function declareLost(
  parts: PoolParts,
  ending: Ending,
  row: LosableRow,
  why: LostReason,
  detail: string = why,
): Promise<boolean> {
  const lost = await move(parts, { workerId: row.id, from: [row.state], to: 'lost', epoch: row.epoch, reason: detail });
  if (!lost) return false;
  parts.metrics.lost?.(why);
  const level = why === 'gateway-closed' ? 'info' : 'warn';
  parts.log[level]({ worker: row.id, was: row.state, ...(lost.org && { org: lost.org }), why, detail }, 'worker lost');
  ending.inBackground(row.id, () => finishLost(parts, ending, lost));
  return true;
}

/** `lost` → `retired`, once its sessions are gone and its process has been ended. */
export async function finishLost(
  parts: PoolParts,
  ending: Ending,
  row: { id: string; epoch: bigint; uid?: string; reason?: string },
): Promise<void> {
  ending.tell(row.id, row.reason ?? 'lost');
  await parts.store.removeSessionsOfWorker(row.id);
  await ending.end(row.id, row.uid, lostGrace);
  await move(parts, { workerId: row.id, from: ['lost'], to: 'retired', epoch: row.epoch });
}
