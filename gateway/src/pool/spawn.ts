import { asFailure, type Deadline, deadline, Failure, failures, makeId, withSignal } from '@brooder/contracts';
import type { ClusterWorker } from '../cluster/cluster.ts';
import type { Connections } from './connections.ts';
import { declareLost, type Ending } from './lost.ts';
import { move } from './moves.ts';
import type { PoolParts } from './pool-parts.ts';
import type { StartGate } from './start-gate.ts';
import { backoff, createWake, type Wake } from './wake.ts';

export type OrderOutcome =
  | { outcome: 'ordered'; workerId: string }
  | { outcome: 'at-target' | 'at-cap' }
  | { outcome: 'later'; waitMs: number; blocked?: string };

/** Starts workers: the intent row first, then the process, then `idle`. */
export interface Spawner {
  /** `warm` counts against the target, `demand` only against the cap of the pool. */
  order(demand: 'warm' | 'demand'): Promise<OrderOutcome>;
  /** Starts of this gateway that have no outcome yet. */
  underWay(): number;
  /** Whether this gateway is starting this worker just now. */
  starting(workerId: string): boolean;
  /** A hint of the cluster: look at this one now. */
  look(workerId: string): void;
  /** Gives up what is starting; resolves when each has its outcome. */
  close(): Promise<void>;
}

export function createSpawner(
  parts: PoolParts,
  connections: Connections,
  gate: StartGate,
  ending: Ending,
  changed: () => void,
): Spawner {
  const { store, settings, instance, clock, random, log, metrics } = parts;
  const starting = new Map<string, { wake: Wake; limit: Deadline; done: Promise<void> }>();
  const closing = new AbortController();

  async function bringUp(id: string, wake: Wake, limit: Deadline): Promise<void> {
    try {
      const found = await startAndMeet(parts, connections, id, wake, limit.signal);
      const { host, port, uid } = found;
      const idle = await move(parts, {
        workerId: id,
        from: ['spawning'],
        to: 'idle',
        epoch: 0n,
        uid,
        ...(host === undefined ? {} : { host }),
        ...(port === undefined ? {} : { port }),
      });
      if (!idle) throw failures.fenced({ worker: id, epoch: '0' });
      gate.succeeded();
      metrics.started?.('ready');
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (!closing.signal.aborted && failure.code !== 'fenced') gate.failed(failure.message);
      metrics.started?.('failed');
      // A start that the end of this gateway cuts short is nobody's trouble.
      log[closing.signal.aborted ? 'info' : 'warn']({ worker: id, err: thrown }, 'a worker did not start');
      const row = { id, state: 'spawning', epoch: 0n } as const;
      if (
        !(await declareLost(
          parts,
          ending,
          row,
          closing.signal.aborted ? 'gateway-closed' : 'spawn-failed',
          failure.message,
        ))
      ) {
        // The janitor was first. What this start may have made after the janitor looked has no row any more, so end it here.
        const now = await store.worker(id);
        if (!now || now.state === 'lost' || now.state === 'retired') await ending.end(id);
      }
    }
  }

  return {
    async order(demand) {
      if (closing.signal.aborted) return { outcome: 'later', waitMs: 1_000 };
      const granted = gate.take();
      if (!granted.granted) {
        const { waitMs, blocked } = granted;
        return { outcome: 'later', waitMs, ...(blocked === undefined ? {} : { blocked }) };
      }
      const id = makeId(clock, random);
      const { pool, role, templateHash, maxSessionsPerWorker: maxSessions, maxWorkers, warmTarget } = settings;
      const limits = demand === 'warm' ? { maxWorkers, warmTarget } : { maxWorkers };
      // If the outcome stays unknown nothing is started, and a row that was written after all is lost at the spawn deadline.
      const inserted = await store.insertSpawning({ id, pool, instance, maxSessions, templateHash, role }, limits);
      if (inserted !== 'inserted') return { outcome: inserted };
      const wake = createWake(clock);
      const { spawn } = settings.timeouts;
      const tooLate = failures.spawnFailed({ reason: `not ready within ${spawn / 1000} s` });
      const limit = deadline(clock, spawn, tooLate, closing.signal);
      const done = bringUp(id, wake, limit)
        .catch((thrown) => log.warn({ worker: id, err: thrown }, 'a failed start is left to the janitor'))
        .finally(() => {
          limit.clear();
          starting.delete(id);
          changed();
        });
      starting.set(id, { wake, limit, done });
      return { outcome: 'ordered', workerId: id };
    },
    underWay: () => starting.size,
    starting: (workerId) => starting.has(workerId),
    look: (workerId) => starting.get(workerId)?.wake.wake(),
    async close() {
      closing.abort(failures.draining({ what: 'This gateway' }));
      for (const { wake } of starting.values()) wake.wake();
      await Promise.all([...starting.values()].map((entry) => entry.done));
    },
  };
}

/** Orders the process and asks it until it says that it is neutral. */
async function startAndMeet(
  parts: PoolParts,
  connections: Connections,
  workerId: string,
  wake: Wake,
  signal: AbortSignal,
): Promise<ClusterWorker> {
  const { cluster, settings } = parts;
  const { pool, role, templateHash, maxSessionsPerWorker: maxSessions } = settings;
  await withSignal(cluster.start({ workerId, pool, role, templateHash, maxSessions }, signal), signal);
  const delay = backoff(50, 500, () => parts.random.fraction());
  for (;;) {
    signal.throwIfAborted();
    // A janitor that took this gateway for dead has given the row up: so does this start, and it is no failure of the worker.
    const row = await parts.store.worker(workerId);
    if (row?.state !== 'spawning') throw failures.fenced({ worker: workerId, epoch: '0' });
    const met = await meet(parts, connections, workerId, signal);
    if (met) return met;
    await wake.wait(delay());
  }
}

/** One look: undefined while it starts. @throws spawnFailed when the process ended */
async function meet(
  parts: PoolParts,
  connections: Connections,
  workerId: string,
  signal: AbortSignal,
): Promise<ClusterWorker | undefined> {
  const { cluster, clock, settings } = parts;
  const found = (await withSignal(cluster.list(signal), signal)).find((worker) => worker.workerId === workerId);
  if (found?.phase === 'ended') throw failures.spawnFailed({ reason: found.reason ?? 'it ended' });
  if (found?.phase !== 'running') return undefined;
  const { workerCall } = settings.timeouts;
  const limit = deadline(clock, workerCall, failures.workerLost({ worker: workerId }), signal);
  try {
    const connection = await connections.to(workerId);
    const described = await withSignal(connection.act('describe', {}, limit.signal), limit.signal);
    if (described.fatal) throw new Failure(described.fatal);
    return described.phase === 'neutral' ? found : undefined;
  } catch (thrown) {
    const failure = asFailure(thrown);
    // Its port may not answer yet; what it says itself counts.
    if (failure.code === 'workerLost' || failure.code === 'configStoreUnavailable') return undefined;
    throw failure;
  } finally {
    limit.clear();
  }
}
