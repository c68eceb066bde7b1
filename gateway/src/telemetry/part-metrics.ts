/** What pool and store tell of themselves, as metrics. */
import type { PoolMetrics } from '../pool/index.ts';
import type { Metrics } from './metrics.ts';

export function poolMetricsOf(metrics: Pick<Metrics, 'inc' | 'observe'>, pool: string): PoolMetrics {
  return {
    claimed: (path, seconds) => metrics.observe('brooder_claim_seconds', { path }, seconds),
    activated: (outcome, seconds) => metrics.observe('brooder_activation_seconds', { outcome }, seconds),
    started: (outcome) => metrics.inc('brooder_worker_starts_total', { pool, outcome }),
    lost: (reason) => metrics.inc('brooder_workers_lost_total', { pool, reason }),
  };
}

/** For `onCall` of the Postgres store. */
export function storeCallMetric(metrics: Pick<Metrics, 'observe'>) {
  return (_method: string, ms: number, outcome: string): void =>
    metrics.observe('brooder_store_call_seconds', { outcome }, ms / 1000);
}
