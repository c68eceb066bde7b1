import type { Migration } from '../migrate.ts';

/** Text sorts by bytes ("C"), whatever the database's own collation is: lists come in the same order everywhere. */
export const tables: Migration = {
  number: 1,
  major: 1,
  name: 'tables',
  sql: `
create table brooder.orgs (
  id text collate "C" primary key,
  epoch bigint not null default 0,
  suspended boolean not null default false,
  max_workers integer,
  created_at timestamptz not null default clock_timestamp()
);

create table brooder.org_users (
  org text collate "C" not null references brooder.orgs (id),
  name text collate "C" not null,
  verifier text not null,
  disabled boolean not null default false,
  created_at timestamptz not null default clock_timestamp(),
  primary key (org, name)
);

create table brooder.managed_warehouses (
  org text collate "C" primary key references brooder.orgs (id),
  database text collate "C" not null unique,
  kind text not null,
  options jsonb not null,
  state text not null
);

-- Heartbeats rewrite rows often: free space in each page keeps those updates away from the indexes (HOT).
create table brooder.worker_records (
  seq bigint generated always as identity unique,
  id text collate "C" primary key,
  pool text collate "C" not null,
  state text not null,
  role text not null,
  epoch bigint not null default 0,
  org text collate "C",
  claim_id text collate "C" unique,
  instance text,
  host text,
  port integer,
  uid text,
  max_sessions integer not null,
  template_hash text not null,
  reason text,
  state_since timestamptz not null default clock_timestamp(),
  heartbeat_at timestamptz not null default clock_timestamp(),
  idle_since timestamptz not null default clock_timestamp()
) with (fillfactor = 60);
create index worker_records_pool_state on brooder.worker_records (pool, state);
create index worker_records_org on brooder.worker_records (org) where org is not null;

create table brooder.worker_history (
  id bigint generated always as identity primary key,
  worker_id text collate "C" not null,
  from_state text,
  to_state text not null,
  epoch bigint not null,
  org text collate "C",
  claim_id text collate "C",
  instance text,
  reason text,
  at timestamptz not null default clock_timestamp()
);
create index worker_history_worker on brooder.worker_history (worker_id, id);

create table brooder.cp_instances (
  id text collate "C" primary key,
  state text not null,
  heartbeat_at timestamptz not null default clock_timestamp()
) with (fillfactor = 60);

create table brooder.sessions (
  id text collate "C" primary key,
  org text collate "C" not null,
  "user" text not null,
  database text not null,
  protocol text not null,
  worker_id text collate "C" not null references brooder.worker_records (id) on delete cascade,
  instance text collate "C" not null,
  cancel_pid bigint,
  cancel_secret text collate "C",
  remote text not null,
  application text not null,
  since timestamptz not null default clock_timestamp(),
  unique (cancel_pid, cancel_secret)
);
create index sessions_worker on brooder.sessions (worker_id);
create index sessions_instance on brooder.sessions (instance);

create function brooder.age_ms(since timestamptz) returns double precision
language sql volatile as $$ select extract(epoch from clock_timestamp() - since)::double precision * 1000 $$;

-- A worker as the control plane reads it: ages instead of instants, so that no gateway compares its own clock with these.
create view brooder.workers as
select w.seq, w.id, w.pool, w.state, w.role, w.epoch, w.org, w.claim_id, w.instance, w.host, w.port, w.uid,
  w.max_sessions, w.template_hash, w.reason,
  brooder.age_ms(w.state_since) as state_age_ms,
  brooder.age_ms(w.heartbeat_at) as heartbeat_age_ms,
  case when s.count > 0 then 0 else brooder.age_ms(w.idle_since) end as idle_age_ms,
  s.count as sessions
from brooder.worker_records w
cross join lateral (select count(*)::integer as count from brooder.sessions where worker_id = w.id) s;
`,
};
