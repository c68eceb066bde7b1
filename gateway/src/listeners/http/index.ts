/** HTTP doors: REST behind the internal secret, and metrics with health. */
export { type HttpListener, type ListenHttpOptions, listenHttp } from './listen-http.ts';
export { type ListenMetricsOptions, listenMetrics } from './listen-metrics.ts';
export { createReadiness, type Readiness } from './readiness.ts';
