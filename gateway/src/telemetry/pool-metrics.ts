/** Gauges that are read from the pool at the moment of a scrape: workers by state, the target, and the age of the pool loop. */
import { type Clock, deadline, failures, livingStates, withSignal } from '@brooder/contracts';
import type { PoolStatus } from '../pool/pool.ts';
import type { Metrics } from './metrics.ts';

/** A scrape waits this long for the pool; Prometheus itself gives up after 10 s. */
const statusMs = 2_000;

export function collectPoolMetrics(metrics: Metrics, pool: { status(): Promise<PoolStatus> }, clock: Clock): void {
  metrics.onScrape(async () => {
    const limit = deadline(clock, statusMs, failures.configStoreUnavailable({ reason: 'no answer within 2 s' }));
    try {
      const status = await withSignal(pool.status(), limit.signal);
      // Every living state is there at 0, so that an alert on "idle below target" also fires when no worker is left.
      metrics.clear('brooder_workers');
      for (const state of new Set<string>([...livingStates, 'lost', ...Object.keys(status.byState)])) {
        metrics.set('brooder_workers', { pool: status.pool, state }, status.byState[state] ?? 0);
      }
      metrics.set('brooder_idle_workers_target', { pool: status.pool }, status.warmTarget);
      if (status.reconcileAgeMs !== undefined)
        metrics.set('brooder_reconcile_age_seconds', {}, status.reconcileAgeMs / 1000);
    } catch (error) {
      // Numbers that nobody can confirm any more are taken away rather than kept standing.
      metrics.clear('brooder_workers');
      throw error;
    } finally {
      limit.clear();
    }
  });
}
