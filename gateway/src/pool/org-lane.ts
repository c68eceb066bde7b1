import { asFailure, failures } from '@brooder/contracts';
import type { WarehouseRow, WorkerRow } from '../store/store.ts';
import { activate } from './activate.ts';
import type { Breaker } from './breaker.ts';
import { claim } from './claim.ts';
import type { ColdStart } from './cold-start.ts';
import type { Connections } from './connections.ts';
import type { HotWorker } from './pool.ts';
import type { PoolParts } from './pool-parts.ts';
import { backoff, createWake } from './wake.ts';

export interface LaneParts {
  parts: PoolParts;
  connections: Connections;
  breaker: Breaker;
  coldStart: ColdStart;
  /** Resolves after the janitor's first look, so that rows without a process are not claimed. */
  started: Promise<void>;
  /** Something changed that the janitor should see at once. */
  changed(): void;
}

interface Waiter {
  warehouse: WarehouseRow;
  take(hot: HotWorker): void;
  refuse(failure: Error): void;
}

/** What one look gave: a hot worker with `room` more sessions. */
interface Found {
  hot: HotWorker;
  room: number;
}

/**
 * The connects of one org on this gateway, served first come first served by one claim at a time. A herd of them costs one claim and
 * one activation; each still meets the room check of `insertSession`.
 */
export interface OrgLane {
  /** Joins the queue; the answer takes it out again. */
  join(waiter: Waiter): () => void;
  waiting(): number;
  wake(): void;
  /** Why the head of the queue still waits, for the error of one that gave up. */
  reason(): string;
}

export function createOrgLane(lane: LaneParts, org: string, onEmpty: () => void): OrgLane {
  const { parts, connections, breaker, coldStart, changed } = lane;
  const queue: Waiter[] = [];
  const woken = createWake(parts.clock);
  let running = false;
  let reason = '';

  async function serve(): Promise<void> {
    reason = 'the pool has not looked at its workers yet';
    await lane.started;
    while (queue.length > 0) {
      try {
        const found = await find();
        if (!found) continue;
        const served = queue.splice(0, Math.max(1, found.room));
        for (const [index, waiter] of served.entries()) {
          waiter.take(index === 0 ? found.hot : { ...found.hot, path: 'shared' });
        }
      } catch (thrown) {
        // One answer for all who wait: a full org or a broken warehouse is not asked again for each of them.
        const failure = asFailure(thrown);
        if (failure.code === 'internal') parts.log.error({ org, err: thrown }, 'a claim failed unexpectedly');
        for (const waiter of queue.splice(0)) waiter.refuse(failure);
      }
    }
    // In the same turn as the last look at the queue, or a waiter that joins in between is never served.
    running = false;
    onEmpty();
  }

  /** Looks until there is a hot worker; undefined when nobody waits any more. */
  async function find(): Promise<Found | undefined> {
    const delay = backoff(10, 250, () => parts.random.fraction());
    let path: HotWorker['path'] = 'warm';
    let mayRetry = true;
    try {
      for (;;) {
        const head = queue[0];
        if (!head) return undefined;
        breaker.check(org);
        const answer = await claim(parts, { org, maxWorkersPerOrg: await workerCap(head.warehouse) });
        switch (answer.outcome) {
          case 'hot':
            return await meetHot(answer.worker, 'shared');
          case 'claimed': {
            const activation = await activate(parts, connections, answer.worker, head.warehouse);
            // Only after it: a start of the next worker would take the cores that this activation needs.
            changed();
            if (activation.outcome === 'hot') {
              breaker.succeeded(org);
              return await meetHot(activation.worker, path);
            }
            breaker.failed(org, activation.failure);
            if (!activation.ofWorker || !mayRetry) throw activation.failure;
            mayRetry = false;
            reason = 'the first worker failed its activation';
            break;
          }
          case 'pending':
            reason = 'a worker of this org is being activated';
            await woken.wait(delay());
            break;
          case 'none-idle': {
            path = 'cold';
            const wait = await coldStart.want(org);
            reason = wait.reason;
            await woken.wait(Math.min(wait.ms, delay()));
            break;
          }
          case 'cap':
            throw failures.workerCap({ scope: `Org ${org}`, limit: answer.limit });
        }
      }
    } finally {
      coldStart.forget(org);
    }
  }

  async function meetHot(worker: WorkerRow, path: HotWorker['path']): Promise<Found | undefined> {
    try {
      const connection = await connections.to(worker.id);
      return { hot: { worker, connection, path }, room: worker.maxSessions - worker.sessions };
    } catch (thrown) {
      // The row says hot and there is no way in: the janitor finds out which is right, and this connect looks again.
      parts.log.warn({ worker: worker.id, err: thrown }, 'no way in to a hot worker');
      reason = 'the worker of this org does not answer';
      changed();
      await woken.wait(100);
      return undefined;
    }
  }

  /** Two workers would be two databases for a warehouse that lives in one process's memory or in one file. */
  async function workerCap(warehouse: WarehouseRow): Promise<number> {
    if (warehouse.kind === 'memory' || warehouse.kind === 'duckdb-file') return 1;
    return (await parts.store.org(org))?.maxWorkers ?? parts.settings.maxWorkersPerOrg;
  }

  return {
    join(waiter) {
      queue.push(waiter);
      if (!running) {
        running = true;
        void serve();
      }
      return () => {
        const at = queue.indexOf(waiter);
        if (at >= 0) queue.splice(at, 1);
        if (queue.length === 0) woken.wake();
      };
    },
    waiting: () => queue.length,
    wake: () => woken.wake(),
    reason: () => reason,
  };
}
