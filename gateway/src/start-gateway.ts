/** One gateway put together: every part is made here, given what it needs by name, and closed in the opposite order. */
import { type Clock, deadline, failures, type Random, type Settings, timeouts } from '@brooder/contracts';
import type { Cluster } from './cluster/index.ts';
import type { TlsFiles } from './credentials/index.ts';
import { listenFlight } from './listeners/flight/index.ts';
import { createReadiness, listenHttp, listenMetrics } from './listeners/http/index.ts';
import { listenPg } from './listeners/pg/index.ts';
import { createTokenVerifier, oidcSettings } from './oidc/index.ts';
import { createPool, poolSettings } from './pool/index.ts';
import { createSessions, type Sessions } from './sessions/index.ts';
import { createTranslator } from './sql/index.ts';
import type { Store } from './store/index.ts';
import { collectPoolMetrics, createMetrics, type Log, type Metrics, poolMetricsOf } from './telemetry/index.ts';
import { createTenants, type Tenants } from './tenants/index.ts';
import { createDialer } from './workers/index.ts';

export type ClusterFactory = (seams: { clock: Clock; random: Random; log: Log }) => Cluster | Promise<Cluster>;

export interface StartGatewayOptions {
  settings: Settings;
  /** Closed by `close`. */
  store: Store;
  cluster: ClusterFactory;
  /** Id of this gateway in the store. With worker processes it must stay the same over restarts: their rows are found by it. */
  instance: string;
  tls: TlsFiles;
  internalSecret: string;
  /** Salts of unknown users are made from it; the same on every gateway. */
  mockSecret: Uint8Array;
  /** 32 bytes that seal Flight tokens and tickets; the same on every gateway. */
  sessionKey: Uint8Array;
  /** Path of a duckdb-file warehouse for which REST is given none. */
  warehouseFile?: (org: string, database: string) => string;
  version: string;
  /** Made before, when the store already reports to it. */
  metrics?: Metrics;
  log: Log;
  clock: Clock;
  random: Random;
}

export interface Address {
  host: string;
  port: number;
}

export interface RunningGateway {
  addresses: { pg: Address; flight: Address; api: Address; metrics: Address };
  tenants: Tenants;
  metrics: Metrics;
  /** Resolves once the pool has its idle workers. @throws spawnFailed, noWorker after twice the spawn timeout */
  ready: Promise<void>;
  /** Not ready from here on; no new sessions; running statements may end within the handover timeout. */
  drain(): Promise<void>;
  /** Drains, ends the workers that cannot outlive this process, and closes the store. Idempotent. */
  close(): Promise<void>;
}

/**
 * @throws missingSetting, invalidSetting, portInUse, portForbidden, configStoreUnavailable, what the cluster throws; what had been started is closed then, the store not
 */
export async function startGateway(options: StartGatewayOptions): Promise<RunningGateway> {
  const { settings, store, clock, random, log, instance, tls } = options;
  const metrics =
    options.metrics ?? createMetrics({ onError: (err) => log.warn({ err }, 'a metric could not be read') });
  const oidc = oidcSettings(settings);
  const started: (() => Promise<void>)[] = [];
  const closeStarted = async () => {
    for (let close = started.pop(); close; close = started.pop())
      await close().catch((err: unknown) => log.error({ err }, 'a part of the gateway did not close in order'));
  };

  try {
    const [translator, cluster] = await Promise.all([createTranslator(), options.cluster({ clock, random, log })]);
    const tenants = createTenants({ store, mockSecret: options.mockSecret, clock });
    const limits = poolSettings(settings);
    // The pool may find at once that it was taken for dead, before there is a session service.
    let sessions: Sessions | undefined;
    const pool = createPool({
      instance,
      settings: limits,
      store,
      cluster,
      dialer: createDialer({ clock, log }),
      clock,
      random,
      log,
      metrics: poolMetricsOf(metrics, limits.pool),
      onRevived: () => sessions?.endAll(failures.draining({ what: 'This session' })),
    });
    started.push(() => pool.close());
    collectPoolMetrics(metrics, pool, clock);
    const readiness = createReadiness(pool, clock);

    // Health first, so that a start that takes long is not taken for a hang; readiness waits for the pool.
    const metricsHost = settings.metricsBind ?? settings.bind;
    const health = await listenMetrics({ host: metricsHost, port: settings.metricsPort, metrics, readiness, log });
    started.push(() => health.close(timeouts.shutdownGrace));

    const service = createSessions({ store, pool, instance, clock, random, log, settings, metrics });
    sessions = service;
    const ending = failures.draining({ what: 'This gateway' });
    started.push(() => service.close(ending, timeouts.shutdownGrace));

    const common = { host: settings.bind, tls, tenants, sessions: service, store, pool, metrics, clock, random, log };
    const pg = await listenPg({
      ...common,
      port: settings.pgPort,
      allowPlaintext: settings.allowPlaintext,
      limits: {
        maxConnections: settings.maxConnections,
        maxUnauthenticated: settings.maxUnauthenticated,
        loginTimeoutMs: settings.loginTimeout,
      },
      translator,
      mockSecret: options.mockSecret,
    });
    started.push(() => pg.close());
    const { sessionKey } = options;
    const flight = await listenFlight({
      ...common,
      port: settings.flightPort,
      settings,
      sessionKey,
      ...(oidc && { tokenVerifier: createTokenVerifier({ ...oidc, clock, log }) }),
    });
    started.push(() => flight.close(0));
    const { internalSecret, version, warehouseFile } = options;
    const api = await listenHttp({
      ...common,
      port: settings.apiPort,
      internalSecret,
      version,
      ...(warehouseFile && { warehouseFile }),
    });
    started.push(() => api.close(timeouts.shutdownGrace));

    const closing = new AbortController();
    const ready = becomeReady(pool, settings, clock, closing.signal);
    let drained: Promise<void> | undefined;
    const drain = () => {
      drained ??= (async () => {
        readiness.drain();
        closing.abort(failures.draining({ what: 'This gateway' }));
        service.stopAccepting();
        const graceMs = settings.handoverDrainTimeout;
        await Promise.all([pg.drain(graceMs), flight.close(graceMs)]);
      })();
      return drained;
    };
    let closed: Promise<void> | undefined;
    const close = () => {
      closed ??= drain()
        .catch((err: unknown) => log.error({ err }, 'the drain did not end in order'))
        .then(closeStarted)
        .then(() => store.close());
      return closed;
    };
    const at = (port: number, host = settings.bind) => ({ host, port });
    const addresses = {
      pg: at(pg.port),
      flight: at(flight.port),
      api: at(api.port),
      metrics: at(health.port, metricsHost),
    };
    log.info({ instance, addresses }, 'the gateway listens');
    return { addresses, tenants, metrics, ready, drain, close };
  } catch (thrown) {
    await closeStarted();
    throw thrown;
  }
}

function becomeReady(
  pool: { ready(signal: AbortSignal): Promise<void> },
  settings: Settings,
  clock: Clock,
  closing: AbortSignal,
): Promise<void> {
  const ms = 2 * settings.spawnTimeout;
  const late = failures.noWorker({ seconds: ms / 1000, reason: 'the pool has not reached its idle target' });
  const limit = deadline(clock, ms, late, closing);
  const ready = pool.ready(limit.signal).finally(limit.clear);
  // Whoever does not ask must not be ended by it.
  ready.catch(() => {});
  return ready;
}
