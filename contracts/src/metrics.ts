/**
 * Metric names, once. Named by what a user was promised; no label has unbounded values (never a worker id, a user or SQL text).
 * Types follow Prometheus: counter names end in _total, times are in seconds, sizes in bytes.
 */
interface MetricEntry {
  type: 'counter' | 'gauge' | 'histogram';
  labels: readonly string[];
  help: string;
  /** Histogram bounds in the metric's unit. */
  buckets?: readonly number[];
}

const connectBuckets = [0.002, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export const metrics = {
  brooder_claim_seconds: {
    type: 'histogram',
    labels: ['path'],
    help: 'Time from asking for a worker to a hot one. path: shared (already hot), warm (idle one claimed), cold (one was started).',
    buckets: connectBuckets,
  },
  brooder_connect_to_first_row_seconds: {
    type: 'histogram',
    labels: ['protocol'],
    help: 'Time from TCP accept to the first row sent to the client.',
    buckets: connectBuckets,
  },
  brooder_activation_seconds: {
    type: 'histogram',
    labels: ['outcome'],
    help: 'Time to activate a claimed worker.',
    buckets: connectBuckets,
  },
  brooder_statement_seconds: {
    type: 'histogram',
    labels: ['protocol', 'outcome'],
    help: 'Time from a statement received to its last byte sent. outcome: ok or error.',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300],
  },
  brooder_workers: { type: 'gauge', labels: ['pool', 'state'], help: 'Workers by state, from the store.' },
  brooder_idle_workers_target: { type: 'gauge', labels: ['pool'], help: 'Idle workers the pool aims at.' },
  brooder_worker_starts_total: {
    type: 'counter',
    labels: ['pool', 'outcome'],
    help: 'Workers ordered. outcome: ready or failed.',
  },
  brooder_workers_lost_total: {
    type: 'counter',
    labels: ['pool', 'reason'],
    help: 'Workers that ended without being asked to.',
  },
  brooder_sessions: { type: 'gauge', labels: ['protocol'], help: 'Open sessions on this gateway.' },
  brooder_sessions_total: { type: 'counter', labels: ['protocol'], help: 'Sessions opened on this gateway.' },
  brooder_logins_failed_total: { type: 'counter', labels: ['protocol', 'reason'], help: 'Logins refused.' },
  brooder_rows_sent_total: { type: 'counter', labels: ['protocol'], help: 'Rows sent to clients.' },
  brooder_bytes_sent_total: { type: 'counter', labels: ['protocol'], help: 'Bytes of result data sent to clients.' },
  brooder_errors_total: {
    type: 'counter',
    labels: ['protocol', 'class'],
    help: 'Errors sent to clients by SQLSTATE class (its first two characters).',
  },
  brooder_reconcile_age_seconds: {
    type: 'gauge',
    labels: [],
    help: 'Time since the pool loop last finished; alert when it grows.',
  },
  brooder_store_call_seconds: {
    type: 'histogram',
    labels: ['outcome'],
    help: 'Time of one call on the config store.',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
  },
} as const satisfies Record<string, MetricEntry>;

export type MetricName = keyof typeof metrics;
