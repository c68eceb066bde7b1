import type { Value } from '../expr/index.ts';
import { type Series, seriesOf } from './series.ts';

export interface PanelEntry {
  readonly title: string;
  /** What a person should read from it. */
  readonly about: string;
  readonly kind: 'timeseries' | 'stat';
  /** Grafana's name of the unit: `s`, `ops`, `Bps`, `short`, `percentunit`. */
  readonly unit: string;
  /** Of 24 columns. */
  readonly width: number;
  readonly stacked?: boolean;
  /** PromQL and its legend; `{{x}}` in a legend is a label. */
  readonly queries: readonly (readonly [expression: string, legend: string])[];
}

/** A dashboard's variables stand where an installation's names would. */
const series: Series = seriesOf({ namespace: '$namespace', release: '$job' });
/** No value of the chart goes into a panel, so these are plain texts. */
const text = (expression: Value<string>) => expression as string;
const of: typeof series.of = (...args) => text(series.of(...args));
const rate = (selector: Value<string>) => `rate(${text(selector)}[$__rate_interval])`;
const quantile = (q: number, buckets: Value<string>, by: string) =>
  `histogram_quantile(${q}, sum by (le, ${by}) (${rate(buckets)}))`;
const quantiles = (buckets: Value<string>, by: string) =>
  [
    [quantile(0.5, buckets, by), `{{${by}}} p50`],
    [quantile(0.95, buckets, by), `{{${by}}} p95`],
  ] as const;

/** Rows of the dashboard, top to bottom: what users feel first, what explains it below. */
export const dashboardRows: readonly { readonly title: string; readonly panels: readonly PanelEntry[] }[] = [
  {
    title: 'What users feel',
    panels: [
      {
        title: 'Connect to first row',
        about: 'From TCP accept to the first row sent, first statement included.',
        kind: 'timeseries',
        unit: 's',
        width: 12,
        queries: quantiles(series.buckets('brooder_connect_to_first_row_seconds'), 'protocol'),
      },
      {
        title: 'Statements',
        about: 'From a statement received to its last byte sent.',
        kind: 'timeseries',
        unit: 's',
        width: 12,
        queries: quantiles(series.buckets('brooder_statement_seconds'), 'protocol'),
      },
      {
        title: 'Statements per second',
        about: 'By protocol and outcome.',
        kind: 'timeseries',
        unit: 'ops',
        width: 8,
        queries: [
          [
            `sum by (protocol, outcome) (${rate(series.count('brooder_statement_seconds'))})`,
            '{{protocol}} {{outcome}}',
          ],
        ],
      },
      {
        title: 'Errors sent to clients',
        about: 'By SQLSTATE class. 53, 58 and XX are not caused by clients.',
        kind: 'timeseries',
        unit: 'ops',
        width: 8,
        queries: [[`sum by (class) (${rate(of('brooder_errors_total'))})`, 'class {{class}}']],
      },
      {
        title: 'Refused logins',
        about: 'A wall of one reason is a wrong password in a job, or guessing.',
        kind: 'timeseries',
        unit: 'ops',
        width: 8,
        queries: [
          [`sum by (protocol, reason) (${rate(of('brooder_logins_failed_total'))})`, '{{protocol}} {{reason}}'],
        ],
      },
    ],
  },
  {
    title: 'Workers',
    panels: [
      {
        title: 'Idle workers and their target',
        about: 'Idle below the target for minutes: the pool cannot refill, or orgs arrive faster than it does.',
        kind: 'timeseries',
        unit: 'short',
        width: 8,
        queries: [
          [`max by (pool) (${of('brooder_workers', { state: 'idle' })})`, '{{pool}} idle'],
          [`max by (pool) (${of('brooder_idle_workers_target')})`, '{{pool}} target'],
        ],
      },
      {
        title: 'Workers by state',
        about: 'From the config store. Every gateway tells the same number, so the greatest is shown.',
        kind: 'timeseries',
        unit: 'short',
        width: 8,
        stacked: true,
        queries: [[`max by (pool, state) (${of('brooder_workers')})`, '{{pool}} {{state}}']],
      },
      {
        title: 'Starts and losses',
        about: 'Workers that came, that did not, and that ended without being asked to.',
        kind: 'timeseries',
        unit: 'ops',
        width: 8,
        queries: [
          [`sum by (pool, outcome) (${rate(of('brooder_worker_starts_total'))})`, '{{pool}} start {{outcome}}'],
          [`sum by (pool, reason) (${rate(of('brooder_workers_lost_total'))})`, '{{pool}} lost: {{reason}}'],
        ],
      },
      {
        title: 'Claims per second',
        about: 'shared: the worker was hot already. warm: an idle one was taken. cold: one had to start.',
        kind: 'timeseries',
        unit: 'ops',
        width: 8,
        stacked: true,
        queries: [[`sum by (path) (${rate(series.count('brooder_claim_seconds'))})`, '{{path}}']],
      },
      {
        title: 'Time of a claim',
        about: 'From asking for a worker to a hot one.',
        kind: 'timeseries',
        unit: 's',
        width: 8,
        queries: quantiles(series.buckets('brooder_claim_seconds'), 'path'),
      },
      {
        title: 'Time of an activation',
        about: 'Credentials, catalogs and limits of a claimed worker.',
        kind: 'timeseries',
        unit: 's',
        width: 8,
        queries: quantiles(series.buckets('brooder_activation_seconds'), 'outcome'),
      },
    ],
  },
  {
    title: 'Gateways',
    panels: [
      {
        title: 'Gateways',
        about: 'Gateways that report.',
        kind: 'stat',
        unit: 'short',
        width: 4,
        queries: [[`count(${of('brooder_reconcile_age_seconds')})`, 'gateways']],
      },
      {
        title: 'Pool loop',
        about: 'Seconds since it last finished, per gateway. It runs every second.',
        kind: 'timeseries',
        unit: 's',
        width: 10,
        queries: [[`max by (pod) (${of('brooder_reconcile_age_seconds')})`, '{{pod}}']],
      },
      {
        title: 'Calls on the config store',
        about: 'Every connect needs it.',
        kind: 'timeseries',
        unit: 's',
        width: 10,
        queries: quantiles(series.buckets('brooder_store_call_seconds'), 'outcome'),
      },
      {
        title: 'Sessions',
        about: 'Open sessions per gateway, and how many are opened each second.',
        kind: 'timeseries',
        unit: 'short',
        width: 12,
        queries: [
          [`sum by (pod, protocol) (${of('brooder_sessions')})`, '{{pod}} {{protocol}}'],
          [`sum by (protocol) (${rate(of('brooder_sessions_total'))})`, '{{protocol}} opened per second'],
        ],
      },
      {
        title: 'Bytes sent',
        about: 'Result data.',
        kind: 'timeseries',
        unit: 'Bps',
        width: 6,
        queries: [[`sum by (protocol) (${rate(of('brooder_bytes_sent_total'))})`, '{{protocol}}']],
      },
      {
        title: 'Rows sent',
        about: 'Rows each second.',
        kind: 'timeseries',
        unit: 'short',
        width: 6,
        queries: [[`sum by (protocol) (${rate(of('brooder_rows_sent_total'))})`, '{{protocol}}']],
      },
    ],
  },
];
