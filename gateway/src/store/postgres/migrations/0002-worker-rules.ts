import { leasedStates, workerEdges } from '@brooder/contracts';
import type { Migration } from '../migrate.ts';
import { sqlStates } from '../sql-states.ts';

/** Names of states are ours, never a client's; even so only plain ones become SQL. */
export function literal(word: string): string {
  if (!/^[a-z-]+$/.test(word)) throw new Error(`not a plain word: ${word}`);
  return `'${word}'`;
}

const edges = Object.entries(workerEdges)
  .flatMap(([from, targets]) => targets.map((to) => `(${literal(from)}, ${literal(to)})`))
  .join(', ');
const leased = leasedStates.map(literal).join(', ');

/** The state machine in the database itself, so that no gateway's mistake and no hand-written UPDATE leaves it. */
export const workerRules: Migration = {
  number: 2,
  major: 1,
  name: 'worker rules',
  sql: `
create function brooder.guard_worker() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'spawning' or new.epoch <> 0 or new.org is not null then
      raise exception 'a worker begins neutral, in state spawning, at epoch 0' using errcode = '${sqlStates.ruleBroken}';
    end if;
    return new;
  end if;
  if tg_op = 'DELETE' then
    if old.state <> 'retired' then
      raise exception 'only retired workers are forgotten' using errcode = '${sqlStates.ruleBroken}';
    end if;
    return old;
  end if;
  if new.state is distinct from old.state then
    if (old.state, new.state) not in (${edges}) or (new.state in (${leased}) and new.org is null) then
      raise exception 'edge refused' using errcode = '${sqlStates.edgeRefused}', detail = old.state || ' ' || new.state;
    end if;
    new.state_since := clock_timestamp();
    if new.state in ('idle', 'hot') then new.heartbeat_at := clock_timestamp(); end if;
    if new.state = 'hot' then new.idle_since := clock_timestamp(); end if;
  end if;
  if new.id <> old.id or new.seq <> old.seq or new.epoch < old.epoch
    or (old.org is not null and new.org is distinct from old.org)
    or (old.claim_id is not null and new.claim_id is distinct from old.claim_id)
    or (new.org is distinct from old.org and new.epoch = old.epoch) then
    raise exception 'a worker keeps its id, org and claim, and its epoch never falls'
      using errcode = '${sqlStates.ruleBroken}';
  end if;
  return new;
end $$;

create trigger guard_worker before insert or update or delete on brooder.worker_records
for each row execute function brooder.guard_worker();

create function brooder.write_history() returns trigger language plpgsql as $$
begin
  insert into brooder.worker_history (worker_id, from_state, to_state, epoch, org, claim_id, instance, reason)
  values (new.id, case when tg_op = 'UPDATE' then old.state end, new.state, new.epoch, new.org, new.claim_id,
    new.instance, new.reason);
  return null;
end $$;
create trigger write_history_of_start after insert on brooder.worker_records
for each row execute function brooder.write_history();
create trigger write_history after update on brooder.worker_records
for each row when (old.state is distinct from new.state) execute function brooder.write_history();

create function brooder.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'history is only added to' using errcode = '${sqlStates.ruleBroken}';
end $$;
create trigger history_stays before update or delete or truncate on brooder.worker_history
for each statement execute function brooder.refuse_change();
`,
};
