import type { Log as TelemetryLog } from '../telemetry/index.ts';

/** What the pool and the clusters write. Fields never hold SQL, secrets or tenant data. */
export type Log = Pick<TelemetryLog, 'debug' | 'info' | 'warn' | 'error'>;
