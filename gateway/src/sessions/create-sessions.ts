import { type Clock, deadline, type Failure, failures, makeId, type Random, timeouts } from '@brooder/contracts';
import type { HotWorker, Pool } from '../pool/index.ts';
import type { Store } from '../store/index.ts';
import type { Log, Metrics } from '../telemetry/index.ts';
import { cancelOn, createCancel, secretText } from './cancel.ts';
import { createRowRemoval } from './row-removal.ts';
import type { GatewaySession, OpenRequest, Sessions, SessionsSettings } from './session-types.ts';

export interface SessionsOptions {
  store: Store;
  pool: Pool;
  /** Id of this gateway instance. */
  instance: string;
  clock: Clock;
  random: Random;
  log: Log;
  settings: SessionsSettings;
  metrics?: Pick<Metrics, 'inc' | 'add'>;
}

/** Pause between two tries when a worker filled up between `acquire` and the row. */
const retryPauseMs = 20;

interface Entry {
  id: string;
  request: OpenRequest;
  hot: HotWorker | undefined;
  openedAt: number;
  ended: Failure | 'closed' | undefined;
  listener: ((failure: Failure) => void) | undefined;
}

export function createSessions(options: SessionsOptions): Sessions {
  const { store, pool, instance, clock, random, log, settings, metrics } = options;
  const entries = new Map<string, Entry>();
  const byPid = new Map<number, Set<Entry>>();
  const removal = createRowRemoval(store, clock, log);
  let accepting = true;

  pool.onWorkerGone((workerId) => {
    for (const entry of entries.values())
      if (entry.hot?.worker.id === workerId)
        end(entry, failures.workerLost({ worker: workerId }, { severity: 'FATAL' }));
  });

  function register(request: OpenRequest): Entry {
    const entry: Entry = {
      id: makeId(clock, random),
      request,
      hot: undefined,
      openedAt: clock.now(),
      ended: undefined,
      listener: undefined,
    };
    entries.set(entry.id, entry);
    const pid = request.cancelKey?.pid;
    if (pid !== undefined) byPid.set(pid, (byPid.get(pid) ?? new Set()).add(entry));
    metrics?.add('brooder_sessions', { protocol: request.protocol }, 1);
    return entry;
  }

  function end(entry: Entry, why: Failure | 'closed'): void {
    if (entry.ended) return;
    entry.ended = why;
    entries.delete(entry.id);
    const pid = entry.request.cancelKey?.pid;
    const samePid = pid === undefined ? undefined : byPid.get(pid);
    samePid?.delete(entry);
    if (pid !== undefined && samePid?.size === 0) byPid.delete(pid);
    metrics?.add('brooder_sessions', { protocol: entry.request.protocol }, -1);
    // A row may exist even where its insert failed: its answer can be lost after its commit.
    if (entry.hot) removal.remove(entry.id);
    if (why !== 'closed') entry.listener?.(why);
  }

  async function place(entry: Entry, signal: AbortSignal): Promise<void> {
    const { request } = entry;
    for (;;) {
      signal.throwIfAborted();
      const hot = await pool.acquire({ org: request.org, warehouse: request.warehouse }, signal);
      entry.hot = hot;
      const inserted = await store.insertSession(
        {
          id: entry.id,
          org: request.org,
          user: request.user,
          database: request.database,
          protocol: request.protocol,
          workerId: hot.worker.id,
          instance,
          ...(request.cancelKey && {
            cancelPid: request.cancelKey.pid,
            cancelSecret: secretText(request.cancelKey.secret),
          }),
          remote: request.remote,
          application: request.application,
        },
        hot.worker.epoch,
      );
      if (inserted) return;
      await clock.sleep(retryPauseMs * (0.5 + random.fraction()), signal);
    }
  }

  /** A session on a worker. One whose worker was lost before the client had it begins again: nothing of the client's has run. */
  async function placed(request: OpenRequest, signal: AbortSignal): Promise<Entry> {
    for (;;) {
      const entry = register(request);
      try {
        await place(entry, signal);
        signal.throwIfAborted();
      } catch (error) {
        end(entry, 'closed');
        throw error;
      }
      if (entry.ended === undefined) return entry;
      // It ended while its row was being written: the removal of then may have come before the row, which would stay and hold the cancel key.
      removal.remove(entry.id);
      await removal.settle(timeouts.storeCall);
      if (entry.ended === 'closed' || entry.ended.code !== 'workerLost') throw entry.ended;
      await clock.sleep(retryPauseMs * (0.5 + random.fraction()), signal);
    }
  }

  return {
    makeCancelKey(secretBytes) {
      const pid = Buffer.from(random.bytes(4)).readUInt32BE() & 0x7fffffff || 1;
      return { pid, secret: random.bytes(secretBytes) };
    },

    async open(request, signal) {
      if (!accepting) throw failures.draining({ what: 'This gateway' });
      if (entries.size >= settings.maxConnections)
        throw failures.tooManyConnections({ limit: settings.maxConnections, what: 'this gateway' });
      const { acquireTimeout } = settings;
      const late = failures.noWorker({ seconds: acquireTimeout / 1000, reason: 'every worker of the org filled up' });
      const limit = deadline(clock, acquireTimeout, late, signal);
      let entry: Entry;
      try {
        entry = await placed(request, limit.signal);
      } finally {
        limit.clear();
      }
      metrics?.inc('brooder_sessions_total', { protocol: request.protocol });
      log.info(
        { ...idsOf(entry), user: request.user, protocol: request.protocol, path: entry.hot!.path },
        'session opened',
      );
      return sessionOf(entry, entry.hot!);
    },

    cancel: createCancel({
      store,
      pool,
      clock,
      log,
      local: (pid) =>
        [...(byPid.get(pid) ?? [])].map(({ id, hot, request }) => ({ id, hot, cancelKey: request.cancelKey })),
    }),

    list: () =>
      [...entries.values()].map(({ id, request, hot, openedAt }) => ({
        id,
        org: request.org,
        user: request.user,
        database: request.database,
        protocol: request.protocol,
        workerId: hot?.worker.id ?? '',
        remote: request.remote,
        application: request.application,
        ageMs: clock.now() - openedAt,
      })),

    endAll(failure) {
      for (const entry of [...entries.values()]) end(entry, failure);
    },

    stopAccepting() {
      accepting = false;
    },

    async close(failure, deadlineMs) {
      accepting = false;
      for (const entry of [...entries.values()]) end(entry, failure);
      await removal.settle(deadlineMs);
    },
  };

  /** What leads from a log line to its session, org and worker. */
  function idsOf({ id, request, hot }: Entry) {
    return { session: id, org: request.org, ...(hot && { worker: hot.worker.id }) };
  }

  function sessionOf(entry: Entry, hot: HotWorker): GatewaySession {
    return {
      id: entry.id,
      org: entry.request.org,
      user: entry.request.user,
      database: entry.request.database,
      hot,
      cancelKey: entry.request.cancelKey,
      close(reason) {
        log.info({ ...idsOf(entry), reason }, 'session closed');
        end(entry, 'closed');
      },
      async abandon(reason) {
        pool.suspect(hot.worker.id, reason);
        end(entry, 'closed');
        await removal.settle(timeouts.storeCall);
      },
      onEnd(listener) {
        if (entry.ended && entry.ended !== 'closed') listener(entry.ended);
        else entry.listener = listener;
      },
      cancel: () => cancelOn(hot, entry.id, clock),
    };
  }
}
