import { failures } from '@brooder/contracts';
import { sql } from 'kysely';
import type { ClaimOutcome, Store } from '../store.ts';
import type { Caller } from './caller.ts';
import { build, type WorkerColumns, workerRow } from './tables.ts';
import { compiled } from './tenant-calls.ts';

type WorkerMethod =
  | 'insertSpawning'
  | 'claim'
  | 'workerByClaim'
  | 'transition'
  | 'worker'
  | 'workers'
  | 'recordHeartbeat'
  | 'forgetRetired';

const claimText = 'select outcome, (worker).* from brooder.claim($1, $2, $3, $4, $5)';
const transitionText = 'select * from brooder.transition($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)';
const insertSpawningText = 'select brooder.insert_spawning($1, $2, $3, $4, $5, $6, $7, $8) outcome';
const heartbeatText = 'select brooder.record_heartbeat($1)';

export function workerCalls(call: Caller): Pick<Store, WorkerMethod> {
  const readOne = async (method: WorkerMethod, column: 'id' | 'claim_id', value: string) => {
    const query = build.selectFrom('brooder.workers').selectAll().where(column, '=', value);
    const rows = await call<WorkerColumns>(method, () => compiled(query), { repeatable: true });
    return rows.map(workerRow)[0];
  };

  return {
    async insertSpawning(row, limits) {
      const values = [
        row.id,
        row.pool,
        row.instance,
        row.maxSessions,
        row.templateHash,
        row.role,
        limits.maxWorkers,
        limits.warmTarget ?? null,
      ];
      const rows = await call<{ outcome: 'inserted' | 'at-target' | 'at-cap' }>(
        'insertSpawning',
        () => ({ text: insertSpawningText, values }),
        { repeatable: true },
      );
      return rows[0]!.outcome;
    },

    // Repeatable: the second attempt finds the first one's worker by the claim id, also when the first is still waiting for its lock.
    async claim(request) {
      const values = [request.pool, request.org, request.claimId, request.instance, request.maxWorkersPerOrg];
      const rows = await call<WorkerColumns & { outcome: ClaimOutcome['outcome'] }>(
        'claim',
        () => ({ text: claimText, values }),
        { repeatable: true },
      );
      const row = rows[0]!;
      if (row.outcome === 'none-idle') return { outcome: 'none-idle' };
      if (row.outcome === 'cap') return { outcome: 'cap', limit: request.maxWorkersPerOrg };
      return { outcome: row.outcome, worker: workerRow(row) };
    },

    workerByClaim: (claimId) => readOne('workerByClaim', 'claim_id', claimId),
    worker: (id) => readOne('worker', 'id', id),

    async transition(request) {
      const { workerId, from, to, epoch } = request;
      const values = [
        workerId,
        from,
        to,
        epoch.toString(),
        request.instance ?? null,
        request.reason ?? null,
        request.host ?? null,
        request.port ?? null,
        request.uid ?? null,
      ];
      const rows = await call<WorkerColumns>(
        'transition',
        (attempt) => ({ text: transitionText, values: [...values, attempt > 1] }),
        { repeatable: true, subject: { what: `Worker ${workerId}`, workerId, to } },
      );
      if (!rows[0]) throw failures.fenced({ worker: workerId, epoch: String(epoch) });
      return workerRow(rows[0]);
    },

    async workers(filter) {
      let query = build.selectFrom('brooder.workers').selectAll().orderBy('seq', 'desc');
      if (filter?.pool !== undefined) query = query.where('pool', '=', filter.pool);
      if (filter?.org !== undefined) query = query.where('org', '=', filter.org);
      query = filter?.states
        ? query.where((on) => on('state', '=', sql<never>`any(${filter.states})`))
        : query.where('state', '<>', 'retired');
      return (await call<WorkerColumns>('workers', () => compiled(query), { repeatable: true })).map(workerRow);
    },

    async recordHeartbeat(workerIds) {
      if (workerIds.length === 0) return;
      await call('recordHeartbeat', () => ({ text: heartbeatText, values: [workerIds] }), { repeatable: true });
    },

    async forgetRetired(ageMs) {
      const query = build
        .deleteFrom('brooder.worker_records')
        .where('state', '=', 'retired')
        .where(sql<boolean>`brooder.age_ms(state_since) >= ${ageMs}`)
        .returning('id');
      return (await call('forgetRetired', () => compiled(query), { repeatable: true })).length;
    },
  };
}
