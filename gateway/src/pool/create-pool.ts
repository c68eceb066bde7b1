import { failures, livingStates } from '@brooder/contracts';
import { createAcquirer } from './acquire.ts';
import { boundedStore } from './bounded-store.ts';
import { createBreaker } from './breaker.ts';
import { createColdStart } from './cold-start.ts';
import { createConnections } from './connections.ts';
import { beginDrain } from './drain.ts';
import { createHeartbeat } from './heartbeat.ts';
import { createJanitor } from './janitor.ts';
import { createEnding, declareLost } from './lost.ts';
import type { Pool } from './pool.ts';
import { startLoop } from './pool-loop.ts';
import type { PoolParts } from './pool-parts.ts';
import { createReconciler } from './reconcile.ts';
import { endOwnWorkers } from './shutdown.ts';
import { createSpawner } from './spawn.ts';
import { createStartGate } from './start-gate.ts';
import { createSuspicion } from './suspicion.ts';
import { createWorkerGone } from './worker-gone.ts';

export interface CreatePoolOptions extends Omit<PoolParts, 'metrics'> {
  metrics?: PoolParts['metrics'];
  /**
   * Others had taken this gateway for dead and removed its session rows; it must end the sessions it still has. Called once each time.
   */
  onRevived?: () => void;
}

/** Starts a pool: its loops run until `close`. */
export function createPool(options: CreatePoolOptions): Pool {
  const { clock, settings, log } = options;
  const store = boundedStore(options.store, clock, settings.timeouts.storeCall);
  const parts: PoolParts = { ...options, store, metrics: options.metrics ?? {} };
  const { timeouts } = settings;

  const gone = createWorkerGone(log);
  const endpointTimeout = timeouts.workerCall;
  const connections = createConnections({ cluster: parts.cluster, dialer: parts.dialer, clock, endpointTimeout });
  const ending = createEnding(parts, connections, gone);
  const gate = createStartGate({
    clock,
    random: parts.random,
    burst: settings.startBurst,
    perSecond: settings.startsPerSecond,
  });
  const changed = () => {
    reconcileLoop.wake();
    acquirer.wake();
  };
  const spawner = createSpawner(parts, connections, gate, ending, changed);
  const starting = (workerId: string) => spawner.starting(workerId);
  // A connect that waits must not wake itself: it only asks the janitor to look.
  const lookSoon = () => reconcileLoop.wake();
  const coldStart = createColdStart(parts, connections, spawner, lookSoon);
  const started = Promise.withResolvers<void>();
  const acquirer = createAcquirer({
    parts,
    connections,
    breaker: createBreaker(clock),
    coldStart,
    started: started.promise,
    changed: lookSoon,
  });
  const reconciler = createReconciler(parts, ending, starting);
  const heartbeat = createHeartbeat(parts, connections, ending);
  const sweep = createJanitor(parts, { connections, ending, gone, reconciler, spawner, starting });
  const suspicion = createSuspicion(clock);
  let instanceState: 'active' | 'draining' = 'active';

  const instanceLoop = startLoop(parts, 'instance', timeouts.instanceHeartbeat, async () => {
    const { revived } = await store.heartbeatInstance(parts.instance, instanceState);
    if (revived) {
      log.warn({ instance: parts.instance }, 'this gateway had been taken for dead; its sessions end');
      options.onRevived?.();
    }
  });
  const heartbeatLoop = startLoop(parts, 'heartbeat', timeouts.heartbeatInterval, () => heartbeat.pass());
  const reconcileLoop = startLoop(parts, 'reconcile', timeouts.reconcileInterval, async () => {
    await sweep();
    started.resolve();
    acquirer.wake();
  });

  const stopHints = parts.cluster.onChange((workerId) => {
    spawner.look(workerId);
    reconcileLoop.wake();
  });
  connections.onBroken((workerId) => {
    heartbeat.suspect(workerId);
    heartbeatLoop.wake();
    reconcileLoop.wake();
  });

  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    instanceState = 'draining';
    acquirer.close(failures.draining({ what: 'This gateway' }));
    stopHints();
    await Promise.all([reconcileLoop.stop(), heartbeatLoop.stop(), spawner.close()]);
    if (parts.cluster.kind === 'process') await endOwnWorkers(parts, ending);
    await ending.settled();
    for (const workerId of connections.held()) connections.drop(workerId);
    await parts.cluster.close();
    await instanceLoop.stop();
    await store.removeInstance(parts.instance).catch((thrown) => {
      log.warn({ err: thrown }, 'this gateway could not sign off; others expire it');
    });
  }

  const pool: Pool = {
    async acquire(request, signal) {
      const hot = await acquirer.acquire(request, signal);
      gone.handedOut(hot.worker.id);
      return hot;
    },
    async connectionTo(workerId) {
      const worker = await store.worker(workerId);
      if (worker?.state !== 'hot' && worker?.state !== 'draining') throw failures.workerLost({ worker: workerId });
      const connection = await connections.to(workerId);
      gone.handedOut(workerId);
      return { worker, connection, path: 'shared' };
    },
    suspect(workerId, reason) {
      log.info({ worker: workerId, reason }, 'a worker is suspected');
      heartbeat.suspect(workerId);
      heartbeatLoop.wake();
      reconcileLoop.wake();
      // It answers and yet sessions fail on it: give it to nobody any more.
      if (suspicion.add(workerId)) {
        pool
          .drain(workerId, `suspected too often: ${reason}`)
          .catch((thrown) => log.warn({ worker: workerId, err: thrown }, 'a suspected worker could not be drained'));
      }
    },
    onWorkerGone: gone.listen,
    async status() {
      const byState: Record<string, number> = {};
      for (const row of await store.workers({ pool: settings.pool }))
        byState[row.state] = (byState[row.state] ?? 0) + 1;
      const reconcileAgeMs = reconcileLoop.ageMs();
      const blocked = gate.blocked();
      return {
        pool: settings.pool,
        warmTarget: settings.warmTarget,
        byState,
        ...(reconcileAgeMs === undefined ? {} : { reconcileAgeMs }),
        ...(blocked === undefined ? {} : { blocked }),
      };
    },
    async ready(signal) {
      for (;;) {
        signal.throwIfAborted();
        const { byState, reconcileAgeMs, blocked } = await pool.status();
        if (reconcileAgeMs !== undefined && (byState.idle ?? 0) >= settings.warmTarget) return;
        if (blocked !== undefined) throw failures.spawnFailed({ reason: blocked });
        await clock.sleep(25, signal);
      }
    },
    async drain(workerId, reason) {
      const row = await store.worker(workerId);
      if (row) await beginDrain(parts, connections, row, reason);
      changed();
    },
    async kill(workerId, reason) {
      const row = await store.worker(workerId);
      if (row && (livingStates as readonly string[]).includes(row.state)) {
        await declareLost(parts, ending, row, 'killed', reason);
      }
      changed();
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
  return pool;
}
