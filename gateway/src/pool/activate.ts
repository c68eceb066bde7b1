import {
  type ActivateRequest,
  asFailure,
  deadline,
  type ErrorCode,
  type Failure,
  failures,
  type Warehouse,
} from '@brooder/contracts';
import { type OwnSecrets, readOwnSecrets, storageForWarehouse, withPassword } from '../storage/index.ts';
import type { WarehouseRow, WorkerRow } from '../store/store.ts';
import type { Connections } from './connections.ts';
import { move } from './moves.ts';
import type { PoolParts } from './pool-parts.ts';

export type Activation =
  | { outcome: 'hot'; worker: WorkerRow }
  /** `ofWorker`: another worker may do better; otherwise the warehouse itself cannot be opened. */
  | { outcome: 'failed'; failure: Failure; ofWorker: boolean };

/** Failures that say something of this worker and nothing of the warehouse. */
const workerFaults: ReadonlySet<ErrorCode> = new Set([
  'workerLost',
  'workerAlreadyLeased',
  'staleEpoch',
  'draining',
  'fenced',
  'configStoreUnavailable',
  'noWorker',
]);

/**
 * Takes a claimed worker from `reserved` to `hot`: the row first, then the worker, then the outcome. A worker whose activation failed
 * is spent: it has seen the org's credentials, so its row goes to `draining` and never back to `idle`.
 */
export async function activate(
  parts: PoolParts,
  connections: Connections,
  claimed: WorkerRow,
  warehouse: WarehouseRow,
): Promise<Activation> {
  const { settings, instance, clock, metrics } = parts;
  const began = clock.now();
  const { id: workerId, epoch } = claimed;
  const org = claimed.org ?? warehouse.org;
  try {
    const activating = await move(parts, { workerId, from: ['reserved'], to: 'activating', epoch, instance });
    if (!activating) throw failures.fenced({ worker: workerId, epoch: String(epoch) });
    const tooLate = failures.noWorker({
      seconds: settings.timeouts.activate / 1000,
      reason: 'the worker did not answer its activation',
    });
    const limit = deadline(clock, settings.timeouts.activate, tooLate);
    try {
      const request = await requestOf(parts, claimed, warehouse, limit.signal);
      const connection = await connections.to(workerId);
      await connection.act('activate', request, limit.signal);
    } finally {
      limit.clear();
    }
    const hot = await move(parts, { workerId, from: ['activating'], to: 'hot', epoch, instance });
    if (!hot) throw failures.fenced({ worker: workerId, epoch: String(epoch) });
    metrics.activated?.('ok', (clock.now() - began) / 1000);
    return { outcome: 'hot', worker: hot };
  } catch (thrown) {
    metrics.activated?.('failed', (clock.now() - began) / 1000);
    const cause = asFailure(thrown);
    parts.log.warn({ worker: workerId, org, code: cause.code, err: thrown }, 'activation failed');
    await spend(parts, claimed, cause);
    const failure =
      cause.code === 'activationFailed' ? cause : failures.activationFailed({ org, reason: cause.message }, { cause });
    return { outcome: 'failed', failure, ofWorker: workerFaults.has(cause.code) };
  }
}

/** What the worker is told; it holds credentials, so it is never logged. @throws activationFailed */
async function requestOf(
  { settings, cluster }: PoolParts,
  claimed: WorkerRow,
  warehouse: WarehouseRow,
  signal: AbortSignal,
): Promise<ActivateRequest> {
  const read = cluster.secret?.bind(cluster);
  const own = await readOwnSecrets(warehouse, read, signal);
  const storage = storageForWarehouse(warehouse, settings.storage ?? {}, own);
  return {
    org: claimed.org ?? warehouse.org,
    epoch: String(claimed.epoch),
    claimId: claimed.claimId ?? '',
    database: warehouse.database,
    warehouse: warehouseOf(warehouse, own),
    ...(storage && { storage }),
    limits: {
      maxSessions: settings.maxSessionsPerWorker,
      ...(settings.memoryBytes === undefined ? {} : { memoryBytes: settings.memoryBytes }),
      ...(settings.threads === undefined ? {} : { threads: settings.threads }),
    },
  };
}

/** Its own failure is only logged: the janitor ends what stays in `reserved` or `activating`. */
async function spend(parts: PoolParts, row: WorkerRow, cause: Failure): Promise<void> {
  try {
    const reason = `activation failed: ${cause.code}`;
    await move(parts, { workerId: row.id, from: ['reserved', 'activating'], to: 'draining', epoch: row.epoch, reason });
  } catch (thrown) {
    parts.log.warn({ worker: row.id, err: thrown }, 'a spent worker could not be marked; the janitor will end it');
  }
}

/** The warehouse as the worker gets it. @throws activationFailed when an option is missing */
export function warehouseOf(row: WarehouseRow, own: OwnSecrets = {}): Warehouse {
  const option = (name: string): string => {
    const value = row.options[name];
    if (value !== undefined && value !== '') return value;
    throw failures.activationFailed({ org: row.org, reason: `its ${row.kind} warehouse has no "${name}"` });
  };
  switch (row.kind) {
    case 'memory':
      return { kind: 'memory' };
    case 'duckdb-file':
      return { kind: 'duckdb-file', path: option('path') };
    case 'ducklake':
      return {
        kind: 'ducklake',
        metadata: withPassword(option('metadata'), own.metadataStorePassword),
        dataPath: option('dataPath'),
      };
    case 'iceberg':
      return { kind: 'iceberg', endpoint: option('endpoint'), warehouse: option('warehouse') };
  }
}
