/** /metrics, /livez and /readyz on a port of their own, for Prometheus and the kubelet; nothing here is secret, and nothing takes input. */
import { createServer, type ServerResponse } from 'node:http';
import type { Log, Metrics } from '../../telemetry/index.ts';
import { failureOfListen } from './http-failure.ts';
import type { HttpListener } from './listen-http.ts';
import type { Readiness } from './readiness.ts';

export interface ListenMetricsOptions {
  host: string;
  /** 0 picks a free port. */
  port: number;
  metrics: Pick<Metrics, 'scrape' | 'contentType'>;
  readiness: Pick<Readiness, 'reasons'>;
  log: Pick<Log, 'warn'>;
}

/** @throws portInUse, portForbidden */
export async function listenMetrics(options: ListenMetricsOptions): Promise<HttpListener> {
  const { metrics, readiness, log } = options;
  const routes: Record<string, (response: ServerResponse) => Promise<void>> = {
    '/metrics': async (response) => {
      const text = await metrics.scrape();
      response.writeHead(200, { 'content-type': metrics.contentType }).end(text);
    },
    // The event loop answered: that is the whole proof. The store is not asked; restarting a gateway mends no store.
    '/livez': async (response) => json(response, 200, { live: true }),
    '/readyz': async (response) => {
      const reasons = await readiness.reasons();
      json(response, reasons.length === 0 ? 200 : 503, { ready: reasons.length === 0, reasons });
    },
  };
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000 }, (request, response) => {
    const path = request.url?.split('?', 1)[0] ?? '';
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (!route) return json(response, 404, { error: `Here are ${Object.keys(routes).join(', ')}.` });
    if (request.method !== 'GET' && request.method !== 'HEAD') return json(response, 405, { error: 'Use GET.' });
    route(response).catch((err: unknown) => {
      log.warn({ err, path }, 'a metrics or health request failed');
      if (!response.headersSent) json(response, 500, { error: 'It failed; the log has its cause.' });
    });
  });
  server.maxConnections = 256;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  }).catch((thrown) => {
    throw failureOfListen(thrown, { port: options.port, flag: '--metrics-port', what: 'metrics' });
  });
  const { port } = server.address() as { port: number };
  return {
    port,
    async close(graceMs) {
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }).finally(() => clearTimeout(cut));
    },
  };
}

function json(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}
