/** What runs: workers and sessions of all gateways by the store, and this gateway's pool. */
import type { FastifyInstance } from 'fastify';
import type { PoolStatus } from '../../pool/index.ts';
import type { SessionRow, Store, WorkerRow } from '../../store/index.ts';
import { describeRoute, schemas } from './schemas.ts';

export interface RunningRoutesOptions {
  store: Store;
  pool: { status(): Promise<PoolStatus> };
}

export function runningRoutes(app: FastifyInstance, { store, pool }: RunningRoutesOptions): void {
  const workers = describeRoute({ summary: 'Workers that are not retired, newest first.', reply: schemas.workers });
  app.get('/api/v1/workers', workers, async () => ({ workers: (await store.workers()).map(showWorker) }));

  const sessions = describeRoute({ summary: 'Open sessions of all gateways.', reply: schemas.sessions });
  app.get('/api/v1/sessions', sessions, async () => ({ sessions: (await store.sessions()).map(showSession) }));

  const pools = describeRoute({ summary: "This gateway's pools.", reply: schemas.pools });
  app.get('/api/v1/pool', pools, async () => ({ pools: [await pool.status()] }));
}

/** The claim id stays inside: whoever knows it could take part in a claim. */
function showWorker({ epoch, claimId: _, ...row }: WorkerRow) {
  return { ...row, epoch: String(epoch) };
}

/** The cancel key stays inside: it is a credential. */
function showSession({ cancelPid: _, cancelSecret: __, ...row }: SessionRow) {
  return row;
}
