import { leasedStates, livingStates } from '@brooder/contracts';
import type { Migration } from '../migrate.ts';
import { sqlStates } from '../sql-states.ts';
import { literal } from './0002-worker-rules.ts';

const leased = leasedStates.map(literal).join(', ');
const living = livingStates.map(literal).join(', ');

/** One function per lifecycle move: one round trip, one transaction, no gateway code between its reads and its writes. */
export const workerMoves: Migration = {
  number: 3,
  major: 1,
  name: 'worker moves',
  sql: `
create function brooder.insert_spawning(
  p_id text, p_pool text, p_instance text, p_max_sessions integer, p_template_hash text, p_role text,
  p_max_workers integer, p_warm_target integer
) returns text language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('brooder pool ' || p_pool, 0));
  if exists (select from brooder.worker_records where id = p_id) then return 'inserted'; end if;
  if (select count(*) from brooder.worker_records where pool = p_pool and state in (${living})) >= p_max_workers then
    return 'at-cap';
  end if;
  if (select count(*) from brooder.worker_records where pool = p_pool and state in ('spawning', 'idle'))
    >= p_warm_target then
    return 'at-target';
  end if;
  insert into brooder.worker_records (id, pool, state, role, instance, max_sessions, template_hash)
  values (p_id, p_pool, 'spawning', p_role, p_instance, p_max_sessions, p_template_hash);
  return 'inserted';
end $$;

create function brooder.claim(p_pool text, p_org text, p_claim_id text, p_instance text, p_cap integer)
returns table (outcome text, worker brooder.workers) language plpgsql as $$
declare
  v_worker brooder.workers;
  v_id text;
begin
  -- The first look takes no lock: most connects meet a hot worker and wait for nobody. What it finds may be stale by the time it
  -- arrives, which insert_session settles. The second look, under the org's lock, sees what the lock's last holder did.
  for v_look in 1..2 loop
    if v_look = 2 then
      perform from brooder.orgs where id = p_org for no key update;
      if not found then raise exception 'unknown org' using errcode = '${sqlStates.unknownOrg}'; end if;
    end if;
    -- One statement, so one snapshot: a worker that moves from activating to hot in the meantime is seen as either, never as neither.
    select w.* into v_worker from brooder.workers w
      where w.claim_id = p_claim_id
        or (w.org = p_org and (w.state in ('reserved', 'activating') or (w.state = 'hot' and w.sessions < w.max_sessions)))
      order by coalesce(w.claim_id = p_claim_id, false) desc, w.state = 'hot' desc,
        case w.state when 'hot' then w.max_sessions - w.sessions end desc, w.seq
      limit 1;
    continue when not found;
    if v_worker.claim_id = p_claim_id and (v_worker.org <> p_org or v_worker.state not in (${leased})) then
      raise exception 'claim id used' using errcode = '${sqlStates.fenced}', detail = v_worker.id || ' ' || v_worker.epoch;
    end if;
    return query select
      case when v_worker.state = 'hot' then 'hot' when v_worker.claim_id = p_claim_id then 'claimed' else 'pending' end,
      v_worker;
    return;
  end loop;

  if (select count(*) from brooder.worker_records where org = p_org and state in (${leased})) >= p_cap then
    return query select 'cap', null::brooder.workers;
    return;
  end if;
  update brooder.worker_records
    set state = 'reserved', epoch = epoch + 1, org = p_org, claim_id = p_claim_id, instance = p_instance
    where id = (
      select id from brooder.worker_records where pool = p_pool and state = 'idle'
      order by state_since, seq for update skip locked limit 1
    )
    returning id into v_id;
  if not found then return query select 'none-idle', null::brooder.workers; return; end if;
  return query select 'claimed', w from brooder.workers w where w.id = v_id;
end $$;

-- p_again: the caller sent this move before and never heard its outcome, so finding it done is success.
create function brooder.transition(
  p_id text, p_from text[], p_to text, p_epoch bigint, p_instance text, p_reason text, p_host text, p_port integer,
  p_uid text, p_again boolean
) returns setof brooder.workers language plpgsql as $$
begin
  update brooder.worker_records
    set state = p_to, instance = coalesce(p_instance, instance), reason = coalesce(p_reason, reason),
      host = coalesce(p_host, host), port = coalesce(p_port, port), uid = coalesce(p_uid, uid)
    where id = p_id and state = any (p_from) and epoch = p_epoch and state <> p_to;
  if found or p_again then
    return query select * from brooder.workers where id = p_id and state = p_to and epoch = p_epoch;
  elsif exists (
    select from brooder.worker_records where id = p_id and state = p_to and state = any (p_from) and epoch = p_epoch
  ) then
    raise exception 'no edge leads back to itself' using errcode = '${sqlStates.edgeRefused}', detail = p_to || ' ' || p_to;
  end if;
end $$;

create function brooder.record_heartbeat(p_ids text[]) returns void language plpgsql as $$
begin
  -- A beat lost in a crash of the server is followed by the next one.
  perform set_config('synchronous_commit', 'off', true);
  -- Rows are locked in the order of their ids, as everywhere, so that two beats never wait for each other.
  perform from brooder.worker_records where id = any (p_ids) order by id for no key update;
  update brooder.worker_records set heartbeat_at = clock_timestamp()
    where id = any (p_ids) and state not in ('lost', 'retired');
end $$;
`,
};
