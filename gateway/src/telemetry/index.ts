/** What the gateway tells of itself: log lines and metrics. */
export { createLog, type Log, type LogFields, type LogLevel, type LogOptions, silentLog } from './log.ts';
export {
  type CounterName,
  createMetrics,
  type GaugeName,
  type HistogramName,
  type LabelsOf,
  type Metrics,
  type MetricsOptions,
} from './metrics.ts';
export { poolMetricsOf, storeCallMetric } from './part-metrics.ts';
export { collectPoolMetrics } from './pool-metrics.ts';
