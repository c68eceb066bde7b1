import { type SelectQueryBuilder, sql } from 'kysely';
import type { InstanceRow, Store } from '../store.ts';
import type { Caller } from './caller.ts';
import { build, type SessionColumns, sessionRow, type Tables } from './tables.ts';
import { compiled } from './tenant-calls.ts';

type SessionMethod =
  | 'heartbeatInstance'
  | 'expireInstances'
  | 'instances'
  | 'removeInstance'
  | 'insertSession'
  | 'removeSession'
  | 'session'
  | 'sessionByCancelKey'
  | 'sessions'
  | 'removeSessionsOfWorker';

const insertText = 'select brooder.insert_session($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) inserted';
const removeText = 'select brooder.remove_sessions($1, $2, $3) removed';
const heartbeatText = 'select brooder.heartbeat_instance($1, $2) revived';
const expireText = 'select brooder.expire_instances($1) expired';
const removeInstanceText = `with gone as (delete from brooder.cp_instances where id = $1)
  select brooder.remove_sessions(null, null, array[$1]) removed`;

type SessionQuery = SelectQueryBuilder<Tables, 'brooder.sessions', SessionColumns & { age_ms: number }>;

export function sessionCalls(call: Caller): Pick<Store, SessionMethod> {
  const selected = (): SessionQuery =>
    build.selectFrom('brooder.sessions').selectAll().select(sql<number>`brooder.age_ms(since)`.as('age_ms')) as never;
  const read = async (method: SessionMethod, query: SessionQuery) =>
    (await call<SessionColumns & { age_ms: number }>(method, () => compiled(query), { repeatable: true })).map(
      sessionRow,
    );
  const repeatable = { repeatable: true };

  async function remove(method: SessionMethod, values: readonly unknown[]): Promise<number> {
    const rows = await call<{ removed: number }>(method, () => ({ text: removeText, values }), repeatable);
    return rows[0]!.removed;
  }

  return {
    async insertSession(row, workerEpoch) {
      const values = [
        row.id,
        row.org,
        row.user,
        row.database,
        row.protocol,
        row.workerId,
        row.instance,
        row.cancelPid ?? null,
        row.cancelSecret ?? null,
        row.remote,
        row.application,
        workerEpoch.toString(),
      ];
      const subject = { what: 'A session with this id or cancel key' };
      const rows = await call<{ inserted: boolean }>('insertSession', () => ({ text: insertText, values }), {
        repeatable: true,
        subject,
      });
      return rows[0]!.inserted;
    },
    async removeSession(id) {
      await remove('removeSession', [id, null, null]);
    },
    removeSessionsOfWorker: (workerId) => remove('removeSessionsOfWorker', [null, workerId, null]),
    session: async (id) => (await read('session', selected().where('id', '=', id)))[0],
    async sessionByCancelKey(pid, secret) {
      const query = selected().where('cancel_pid', '=', String(pid)).where('cancel_secret', '=', secret);
      return (await read('sessionByCancelKey', query))[0];
    },
    async sessions(filter) {
      let query = selected().orderBy('id');
      if (filter?.org !== undefined) query = query.where('org', '=', filter.org);
      if (filter?.workerId !== undefined) query = query.where('worker_id', '=', filter.workerId);
      if (filter?.instance !== undefined) query = query.where('instance', '=', filter.instance);
      return read('sessions', query);
    },

    async heartbeatInstance(id, state) {
      const rows = await call<{ revived: boolean }>(
        'heartbeatInstance',
        () => ({ text: heartbeatText, values: [id, state] }),
        repeatable,
      );
      return { revived: rows[0]!.revived };
    },
    async expireInstances(ageMs) {
      const statement = () => ({ text: expireText, values: [ageMs] });
      return (await call<{ expired: string[] }>('expireInstances', statement, repeatable))[0]!.expired;
    },
    async instances() {
      const query = build
        .selectFrom('brooder.cp_instances')
        .select(['id', 'state', sql<number>`brooder.age_ms(heartbeat_at)`.as('heartbeatAgeMs')])
        .orderBy('id');
      return call<InstanceRow>('instances', () => compiled(query), repeatable);
    },
    async removeInstance(id) {
      await call('removeInstance', () => ({ text: removeInstanceText, values: [id] }), repeatable);
    },
  };
}
