import type { Migration } from '../migrate.ts';

/** Sessions and gateway instances. Session rows are not fsynced one by one: a crash of the server may forget the last second's. */
export const sessions: Migration = {
  number: 4,
  major: 1,
  name: 'sessions',
  sql: `
create function brooder.insert_session(
  p_id text, p_org text, p_user text, p_database text, p_protocol text, p_worker_id text, p_instance text,
  p_cancel_pid bigint, p_cancel_secret text, p_remote text, p_application text, p_epoch bigint
) returns boolean language plpgsql as $$
declare
  v_room integer;
begin
  perform set_config('synchronous_commit', 'off', true);
  -- The worker's row is the lock under which its sessions are counted, and it cannot begin to drain in between.
  select max_sessions into v_room from brooder.worker_records
    where id = p_worker_id and state = 'hot' and epoch = p_epoch and org = p_org for no key update;
  if not found then return false; end if;
  if exists (select from brooder.sessions where id = p_id and worker_id = p_worker_id) then return true; end if;
  if (select count(*) from brooder.sessions where worker_id = p_worker_id) >= v_room then return false; end if;
  insert into brooder.sessions (id, org, "user", database, protocol, worker_id, instance, cancel_pid, cancel_secret,
    remote, application)
  values (p_id, p_org, p_user, p_database, p_protocol, p_worker_id, p_instance, p_cancel_pid, p_cancel_secret,
    p_remote, p_application);
  return true;
end $$;

-- Removes the sessions that match every given argument; null matches all. The workers' idle age begins.
create function brooder.remove_sessions(p_id text, p_worker_id text, p_instances text[]) returns integer
language plpgsql as $$
declare
  v_workers text[];
  v_count integer;
begin
  perform set_config('synchronous_commit', 'off', true);
  if p_id is null and p_worker_id is null and p_instances is null then return 0; end if;
  -- Workers are locked before their sessions and in the order of their ids, as in insert_session, so that nobody waits in a circle.
  select array_agg(distinct worker_id) into v_workers from brooder.sessions
    where (p_id is null or id = p_id) and (p_worker_id is null or worker_id = p_worker_id)
      and (p_instances is null or instance = any (p_instances));
  perform from brooder.worker_records where id = any (v_workers) order by id for no key update;
  with gone as (
    delete from brooder.sessions
      where (p_id is null or id = p_id) and (p_worker_id is null or worker_id = p_worker_id)
        and (p_instances is null or instance = any (p_instances))
      returning 1
  ) select count(*) into v_count from gone;
  update brooder.worker_records set idle_since = clock_timestamp() where id = any (v_workers);
  return v_count;
end $$;

create function brooder.heartbeat_instance(p_id text, p_state text) returns boolean language plpgsql as $$
declare
  v_before text;
begin
  select state into v_before from brooder.cp_instances where id = p_id for update;
  insert into brooder.cp_instances (id, state) values (p_id, p_state)
    on conflict (id) do update set state = excluded.state, heartbeat_at = clock_timestamp();
  return coalesce(v_before = 'expired', false);
end $$;

create function brooder.expire_instances(p_age_ms double precision) returns text[] language plpgsql as $$
declare
  v_expired text[];
begin
  delete from brooder.cp_instances where state = 'expired' and heartbeat_at < clock_timestamp() - interval '1 day';
  with expired as (
    update brooder.cp_instances set state = 'expired'
      where state <> 'expired' and brooder.age_ms(heartbeat_at) >= p_age_ms
      returning id
  ) select coalesce(array_agg(id order by id), '{}') into v_expired from expired;
  perform brooder.remove_sessions(null, null, v_expired);
  return v_expired;
end $$;
`,
};
