import { failures, leasedStates, mayMove, type Random, type WorkerState } from '@brooder/contracts';
import type { ClaimOutcome, ClaimRequest, Store, TransitionRequest, WorkerRow } from '../store.ts';
import { moveTo, sessionsOf, type Tables, type WorkerRecord, workerRow } from './tables.ts';
import { knownOrg } from './tenant-steps.ts';

type SpawningRow = Parameters<Store['insertSpawning']>[0];
type SpawningLimits = Parameters<Store['insertSpawning']>[1];

const isLeased = (state: WorkerState) => (leasedStates as readonly WorkerState[]).includes(state);

export function insertSpawning(
  tables: Tables,
  row: SpawningRow,
  limits: SpawningLimits,
  now: number,
): 'inserted' | 'at-target' | 'at-cap' {
  if (tables.workers.has(row.id)) return 'inserted';
  const ofPool = [...tables.workers.values()].filter((worker) => worker.pool === row.pool);
  const count = (states: readonly WorkerState[]) => ofPool.filter((worker) => states.includes(worker.state)).length;
  if (count(['spawning', 'idle', 'reserved', 'activating', 'hot', 'draining']) >= limits.maxWorkers) return 'at-cap';
  if (limits.warmTarget !== undefined && count(['spawning', 'idle']) >= limits.warmTarget) return 'at-target';
  tables.workers.set(row.id, {
    ...row,
    state: 'spawning',
    epoch: 0n,
    stateSince: now,
    heartbeatAt: now,
    idleSince: now,
  });
  return 'inserted';
}

export function claim(tables: Tables, request: ClaimRequest, now: number, random: Random | undefined): ClaimOutcome {
  const all = [...tables.workers.values()];
  const answer = (worker: WorkerRecord) => workerRow(tables, worker, now);

  const own = all.find((worker) => worker.claimId === request.claimId);
  if (own) {
    if (own.org !== request.org || !isLeased(own.state)) {
      throw failures.fenced({ worker: own.id, epoch: String(own.epoch) });
    }
    return { outcome: own.state === 'hot' ? 'hot' : 'claimed', worker: answer(own) };
  }

  const ofOrg = all.filter((worker) => worker.org === request.org && isLeased(worker.state));
  const room = (worker: WorkerRecord) => worker.maxSessions - sessionsOf(tables, worker.id).length;
  const hot = ofOrg.filter((worker) => worker.state === 'hot' && room(worker) > 0).sort((a, b) => room(b) - room(a));
  if (hot[0]) return { outcome: 'hot', worker: answer(hot[0]) };

  const pending = ofOrg.find((worker) => worker.state !== 'hot');
  if (pending) return { outcome: 'pending', worker: answer(pending) };
  knownOrg(tables, request.org);
  if (ofOrg.length >= request.maxWorkersPerOrg) return { outcome: 'cap', limit: request.maxWorkersPerOrg };

  const idle = all.filter((worker) => worker.pool === request.pool && worker.state === 'idle');
  idle.sort((a, b) => a.stateSince - b.stateSince);
  const taken = idle[random ? Math.floor(random.fraction() * idle.length) : 0];
  if (!taken) return { outcome: 'none-idle' };
  moveTo(taken, 'reserved', now);
  taken.epoch += 1n;
  taken.org = request.org;
  taken.claimId = request.claimId;
  taken.instance = request.instance;
  return { outcome: 'claimed', worker: answer(taken) };
}

export function transition(tables: Tables, request: TransitionRequest, now: number): WorkerRow {
  const { workerId, from, to, epoch, ...rest } = request;
  const worker = tables.workers.get(workerId);
  if (!worker || worker.epoch !== epoch || !from.includes(worker.state)) {
    throw failures.fenced({ worker: workerId, epoch: String(epoch) });
  }
  // Only a claim names an org, so only a claim leads into the leased states.
  if (!mayMove(worker.state, to) || (isLeased(to) && worker.org === undefined)) {
    throw failures.edgeRefused({ worker: workerId, from: worker.state, to });
  }
  moveTo(worker, to, now);
  for (const [key, value] of Object.entries(rest)) if (value !== undefined) Object.assign(worker, { [key]: value });
  return workerRow(tables, worker, now);
}

export function listWorkers(tables: Tables, filter: Parameters<Store['workers']>[0], now: number): WorkerRow[] {
  return [...tables.workers.values()]
    .filter(
      (worker) =>
        (filter?.pool === undefined || worker.pool === filter.pool) &&
        (filter?.org === undefined || worker.org === filter.org) &&
        (filter?.states ? filter.states.includes(worker.state) : worker.state !== 'retired'),
    )
    .reverse()
    .map((worker) => workerRow(tables, worker, now));
}

export function forgetRetired(tables: Tables, ageMs: number, now: number): number {
  const old = [...tables.workers.values()].filter((w) => w.state === 'retired' && now - w.stateSince >= ageMs);
  for (const worker of old) {
    for (const session of sessionsOf(tables, worker.id)) tables.sessions.delete(session.id);
    tables.workers.delete(worker.id);
  }
  return old.length;
}
