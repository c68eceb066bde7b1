/** Every port Brooder listens on, once. Settings, manifests and docs derive from this table. */
export const ports = {
  /** Postgres wire protocol, TLS by SSLRequest. */
  pg: 5432,
  /** Arrow Flight SQL over gRPC and TLS. */
  flight: 8815,
  /** Worker's Flight service: gateways only, bearer and TLS. */
  worker: 8816,
  /** REST under /api/v1 and the dashboard. */
  api: 8080,
  /** /metrics, /livez, /readyz. */
  metrics: 9090,
} as const satisfies Record<string, number>;

export type PortName = keyof typeof ports;
