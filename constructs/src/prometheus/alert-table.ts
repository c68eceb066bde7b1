import { str, type Value } from '../expr/index.ts';
import type { Series } from './series.ts';

export interface AlertEntry {
  /** Name of the alert in Prometheus. */
  readonly name: string;
  /** Its page, `docs/runbooks/<page>.md`. */
  readonly page: string;
  /** What users were promised and do not get. */
  readonly promise: string;
  readonly severity: 'critical' | 'warning';
  /** How long it must hold before it fires. */
  readonly hold: string;
  readonly threshold: number;
  /** What the threshold counts. */
  readonly unit: string;
  readonly expression: (series: Series, threshold: Value<number>) => Value<string>;
  /** One line of the firing alert; Prometheus fills in `{{ $labels.x }}` and `{{ $value }}`. */
  readonly summary: string;
}

/** Every alert, once. Each is named by what a user was promised, and has a page that says what to do. */
export const alertTable = {
  gatewayDown: {
    name: 'BrooderGatewayDown',
    page: 'gateway-down',
    promise: 'Somebody answers connections.',
    severity: 'critical',
    hold: '2m',
    threshold: 1,
    unit: 'gateways that report; fewer fire',
    expression: (series, threshold) =>
      str`(count(${series.of('brooder_reconcile_age_seconds')}) or vector(0)) < ${threshold}`,
    summary: '{{ $value }} gateways report; clients cannot connect, or the gateways are not scraped.',
  },
  warmPoolEmpty: {
    name: 'BrooderWarmPoolEmpty',
    page: 'warm-pool-empty',
    promise: 'The next org to connect finds a started worker.',
    severity: 'warning',
    hold: '5m',
    threshold: 1,
    unit: 'idle workers of a pool that aims at any; fewer fire',
    expression: (series, threshold) =>
      str`max by (pool) (${series.of('brooder_idle_workers_target')}) > 0 unless max by (pool) (${series.of('brooder_workers', { state: 'idle' })}) >= ${threshold}`,
    summary: 'Pool {{ $labels.pool }} has no idle workers to spare: new orgs wait for a cold start.',
  },
  coldClaims: {
    name: 'BrooderColdClaims',
    page: 'cold-claims',
    promise: 'Almost every claim is served from the warm pool.',
    severity: 'warning',
    hold: '15m',
    threshold: 5,
    unit: 'percent of claims that had to start a worker; more fire',
    expression: (series, threshold) =>
      str`sum(rate(${series.count('brooder_claim_seconds', { path: 'cold' })}[15m])) / sum(rate(${series.count('brooder_claim_seconds')}[15m])) > ${threshold} / 100`,
    summary: '{{ $value | humanizePercentage }} of the claims had to start a worker.',
  },
  slowClaims: {
    name: 'BrooderSlowClaims',
    page: 'slow-claims',
    promise: 'A claim from the pool takes a fraction of a second.',
    severity: 'warning',
    hold: '10m',
    threshold: 250,
    unit: 'milliseconds, 95th percentile of claims that start no worker; more fire',
    expression: (series, threshold) =>
      str`histogram_quantile(0.95, sum by (le, path) (rate(${series.buckets('brooder_claim_seconds', { path: '~shared|warm' })}[5m]))) > ${threshold} / 1000`,
    summary: 'The slowest 5 % of {{ $labels.path }} claims take {{ $value | humanizeDuration }} and more.',
  },
  slowConnects: {
    name: 'BrooderSlowConnects',
    page: 'slow-connects',
    promise: 'From connect to the first row of a first statement it takes no more than a moment.',
    severity: 'warning',
    hold: '10m',
    threshold: 1_000,
    unit: 'milliseconds, 95th percentile of connect to first row; more fire',
    expression: (series, threshold) =>
      str`histogram_quantile(0.95, sum by (le, protocol) (rate(${series.buckets('brooder_connect_to_first_row_seconds')}[5m]))) > ${threshold} / 1000`,
    summary:
      'The slowest 5 % of {{ $labels.protocol }} clients wait {{ $value | humanizeDuration }} and more for a first row.',
  },
  workerStartsFail: {
    name: 'BrooderWorkerStartsFail',
    page: 'worker-starts-fail',
    promise: 'A worker that is ordered comes.',
    severity: 'critical',
    hold: '5m',
    threshold: 3,
    unit: 'failed starts of a pool in 10 minutes; more fire',
    expression: (series, threshold) =>
      str`sum by (pool) (increase(${series.of('brooder_worker_starts_total', { outcome: 'failed' })}[10m])) > ${threshold}`,
    summary: 'Pool {{ $labels.pool }}: {{ $value | humanize }} workers did not start within 10 minutes.',
  },
  activationsFail: {
    name: 'BrooderActivationsFail',
    page: 'activations-fail',
    promise: "A claimed worker opens its org's warehouse.",
    severity: 'critical',
    hold: '5m',
    threshold: 5,
    unit: 'percent of activations; more fire',
    expression: (series, threshold) =>
      str`sum(rate(${series.count('brooder_activation_seconds', { outcome: 'failed' })}[10m])) / sum(rate(${series.count('brooder_activation_seconds')}[10m])) > ${threshold} / 100`,
    summary: '{{ $value | humanizePercentage }} of the activations fail: those orgs cannot connect.',
  },
  workersLost: {
    name: 'BrooderWorkersLost',
    page: 'workers-lost',
    promise: 'A worker lives until it is asked to end.',
    severity: 'warning',
    hold: '0s',
    threshold: 2,
    unit: 'workers of a pool lost in 15 minutes for one reason; more fire',
    expression: (series, threshold) =>
      str`sum by (pool, reason) (increase(${series.of('brooder_workers_lost_total')}[15m])) > ${threshold}`,
    summary: 'Pool {{ $labels.pool }} lost {{ $value | humanize }} workers within 15 minutes: {{ $labels.reason }}.',
  },
  poolLoopStuck: {
    name: 'BrooderPoolLoopStuck',
    page: 'pool-loop-stuck',
    promise: 'The pool is looked after every second.',
    severity: 'critical',
    hold: '1m',
    threshold: 30,
    unit: 'seconds since the pool loop last finished; more fire',
    expression: (series, threshold) =>
      str`min by (namespace) (${series.of('brooder_reconcile_age_seconds')}) > ${threshold}`,
    summary: 'No gateway finished a round of the pool loop for {{ $value | humanizeDuration }}.',
  },
  loginsFail: {
    name: 'BrooderLoginsFail',
    page: 'logins-fail',
    promise: 'Those who may enter can, and guessing is noticed.',
    severity: 'warning',
    hold: '5m',
    threshold: 60,
    unit: 'refused logins a minute, per protocol and reason; more fire',
    expression: (series, threshold) =>
      str`sum by (protocol, reason) (rate(${series.of('brooder_logins_failed_total')}[5m])) * 60 > ${threshold}`,
    summary: '{{ $value | humanize }} {{ $labels.protocol }} logins a minute are refused: {{ $labels.reason }}.',
  },
  internalErrors: {
    name: 'BrooderInternalErrors',
    page: 'internal-errors',
    promise: 'Statements fail for reasons that their authors can change.',
    severity: 'warning',
    hold: '5m',
    threshold: 10,
    unit: 'errors of SQLSTATE classes 53, 58 and XX a minute, per class; more fire',
    expression: (series, threshold) =>
      str`sum by (class) (rate(${series.of('brooder_errors_total', { class: '~53|58|XX' })}[5m])) * 60 > ${threshold}`,
    summary: '{{ $value | humanize }} errors of class {{ $labels.class }} a minute, which clients did not cause.',
  },
  slowStore: {
    name: 'BrooderSlowStore',
    page: 'slow-store',
    promise: 'The config store answers at once: every connect needs it.',
    severity: 'warning',
    hold: '10m',
    threshold: 100,
    unit: 'milliseconds, 95th percentile of its calls; more fire',
    expression: (series, threshold) =>
      str`histogram_quantile(0.95, sum by (le) (rate(${series.buckets('brooder_store_call_seconds')}[5m]))) > ${threshold} / 1000`,
    summary: 'The slowest 5 % of calls on the config store take {{ $value | humanizeDuration }} and more.',
  },
  storeUnavailable: {
    name: 'BrooderStoreUnavailable',
    page: 'store-unavailable',
    promise: 'The config store answers: without it nobody can connect anew.',
    severity: 'critical',
    hold: '2m',
    threshold: 5,
    unit: 'percent of its calls without an answer; more fire',
    expression: (series, threshold) =>
      str`sum(rate(${series.count('brooder_store_call_seconds', { outcome: 'unavailable' })}[5m])) / sum(rate(${series.count('brooder_store_call_seconds')}[5m])) > ${threshold} / 100`,
    summary: '{{ $value | humanizePercentage }} of the calls on the config store get no answer.',
  },
} as const satisfies Record<string, AlertEntry>;

export type AlertId = keyof typeof alertTable;
/** The table's rows in its order. */
export const alertEntries = Object.entries(alertTable) as readonly [AlertId, AlertEntry][];
