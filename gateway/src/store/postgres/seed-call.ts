import type { SeedOutcome, SeedRows } from '../store.ts';
import type { Caller } from './caller.ts';
import { warehouseColumns } from './tables.ts';

/**
 * One statement, so all or nothing: foreign keys are checked when all of its parts are done. `xmax` is 0 for a row that was inserted and
 * not updated.
 */
const text = `
with go as (select not $2::boolean or not exists (select from brooder.orgs) as yes),
made_orgs as (
  insert into brooder.orgs (id, max_workers)
  select id, max_workers
    from go, jsonb_to_recordset($1::jsonb -> 'orgs') as o(id text, max_workers integer) where yes
  on conflict (id) do nothing
  returning id),
made_users as (
  insert into brooder.org_users (org, name, verifier)
  select org, name, verifier
    from go, jsonb_to_recordset($1::jsonb -> 'users') as u(org text, name text, verifier text) where yes
  on conflict (org, name) do nothing
  returning org, name),
put as (
  insert into brooder.managed_warehouses as w (org, database, kind, options, state, secret_refs, worker_identity)
  select org, database, kind, options, state, secret_refs, worker_identity
    from go, jsonb_to_recordset($1::jsonb -> 'warehouses') as x(org text, database text, kind text, options jsonb,
      state text, secret_refs jsonb, worker_identity jsonb) where yes
  on conflict (org) do update set database = excluded.database, kind = excluded.kind, options = excluded.options,
      state = excluded.state, secret_refs = excluded.secret_refs, worker_identity = excluded.worker_identity
    where (w.database, w.kind, w.options, w.state, w.secret_refs, w.worker_identity) is distinct from
      (excluded.database, excluded.kind, excluded.options, excluded.state, excluded.secret_refs, excluded.worker_identity)
  returning w.org, w.xmax = 0 as created)
select go.yes as seeded,
  (select coalesce(jsonb_agg(id order by id), '[]') from made_orgs) as orgs,
  (select coalesce(jsonb_agg(jsonb_build_object('org', org, 'name', name) order by org, name), '[]')
    from made_users) as users,
  (select coalesce(jsonb_agg(jsonb_build_object('org', org, 'change', case when created then 'created' else 'replaced' end)
    order by org), '[]') from put) as warehouses
from go`;

export async function applySeed(call: Caller, rows: SeedRows, onlyIfEmpty: boolean): Promise<SeedOutcome> {
  const document = JSON.stringify({
    orgs: rows.orgs.map(({ id, maxWorkers }) => ({ id, max_workers: maxWorkers ?? null })),
    users: rows.users,
    warehouses: rows.warehouses.map((row) => {
      const { secrets = null, workerIdentity = null, options } = row;
      return { ...warehouseColumns(row), options, secret_refs: secrets, worker_identity: workerIdentity };
    }),
  });
  const subject = { what: 'One of the database names' };
  // Twice is safe: the second time finds everything there, and says so.
  const [outcome] = await call<SeedOutcome>('applySeed', () => ({ text, values: [document, onlyIfEmpty] }), {
    repeatable: true,
    subject,
  });
  return outcome!;
}
