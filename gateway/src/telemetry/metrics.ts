/** The metrics of contracts' table on prom-client: every name, type and label is checked by the compiler. */
import { type MetricName, metrics as table } from '@brooder/contracts';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

type NameOf<T extends string> = { [N in MetricName]: (typeof table)[N]['type'] extends T ? N : never }[MetricName];
export type CounterName = NameOf<'counter'>;
export type GaugeName = NameOf<'gauge'>;
export type HistogramName = NameOf<'histogram'>;
/** One value for each label of the metric, all of them, no others. */
export type LabelsOf<N extends MetricName> = Readonly<Record<(typeof table)[N]['labels'][number], string>>;

export interface Metrics {
  /** Adds to a counter. */
  inc<N extends CounterName>(name: N, labels: LabelsOf<N>, by?: number): void;
  /** Adds to a gauge; a negative number takes away. */
  add<N extends GaugeName>(name: N, labels: LabelsOf<N>, by: number): void;
  set<N extends GaugeName>(name: N, labels: LabelsOf<N>, value: number): void;
  /** Times in seconds, sizes in bytes, as the metric's name says. */
  observe<N extends HistogramName>(name: N, labels: LabelsOf<N>, value: number): void;
  /** Forgets all label values of a gauge, before it is set anew from a source. */
  clear(name: GaugeName): void;
  /** Runs before each scrape, all at once; a rejected one leaves its gauges as they were and is given to `onError`. */
  onScrape(collect: () => Promise<void> | void): void;
  /** Prometheus text format. */
  scrape(): Promise<string>;
  readonly contentType: string;
}

export interface MetricsOptions {
  /** Also the process's own (CPU, memory, event loop lag). Default true. */
  processMetrics?: boolean;
  /** Gets what an `onScrape` collector threw. */
  onError?: (error: unknown) => void;
}

export function createMetrics(options: MetricsOptions = {}): Metrics {
  const registry = new Registry();
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, Histogram>();
  for (const [name, entry] of Object.entries(table)) {
    const common = { name, help: entry.help, labelNames: [...entry.labels], registers: [registry] };
    if (entry.type === 'counter') counters.set(name, new Counter(common));
    else if (entry.type === 'gauge') gauges.set(name, new Gauge(common));
    else histograms.set(name, new Histogram({ ...common, buckets: [...entry.buckets] }));
  }
  if (options.processMetrics ?? true) collectDefaultMetrics({ register: registry });
  const collectors: (() => Promise<void> | void)[] = [];
  return {
    contentType: registry.contentType,
    inc: (name, labels, by = 1) => counters.get(name)!.inc(labels, by),
    add: (name, labels, by) => gauges.get(name)!.inc(labels, by),
    set: (name, labels, value) => gauges.get(name)!.set(labels, value),
    observe: (name, labels, value) => histograms.get(name)!.observe(labels, value),
    clear: (name) => gauges.get(name)!.reset(),
    onScrape: (collect) => void collectors.push(collect),
    async scrape() {
      const outcomes = await Promise.allSettled(collectors.map(async (collect) => collect()));
      for (const outcome of outcomes) if (outcome.status === 'rejected') options.onError?.(outcome.reason);
      return registry.metrics();
    },
  };
}
