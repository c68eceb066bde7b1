/** The gateway: Postgres, Flight SQL and REST in front of a pool of DuckDB workers. */
export type * from './cluster/index.ts';
export {
  createKubernetesApi,
  fillSecrets,
  followObjects,
  inClusterServer,
  kubeconfigServer,
  ownServer,
} from './cluster/index.ts';
export {
  type CertificateAuthority,
  createCertificateAuthority,
  loadTls,
  selfSignedServer,
  type TlsFiles,
} from './credentials/index.ts';
export * from './embedded-postgres/index.ts';
export type { Pool, PoolStatus } from './pool/index.ts';
export { type ProcessWorkersOptions, processWorkers } from './process-workers.ts';
export * from './seams/index.ts';
export {
  type Address,
  type ClusterFactory,
  type RunningGateway,
  type StartGatewayOptions,
  startGateway,
} from './start-gateway.ts';
export * from './store/index.ts';
export { createLog, createMetrics, type Log, type Metrics, silentLog, storeCallMetric } from './telemetry/index.ts';
export * from './tenants/index.ts';
