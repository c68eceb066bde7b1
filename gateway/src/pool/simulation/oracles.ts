import { livingStates, mayMove, type WorkerState } from '@brooder/contracts';
import type { WorkerRow } from '../../store/store.ts';

/** Thrown where a rule is broken, so that the history ends at its cause. */
export class Violation extends Error {
  constructor(rule: string, detail: string) {
    super(`${rule}: ${detail}`);
    this.name = 'Violation';
  }
}

/** What must always hold, each rule a sentence; the numbers are those of the reliability pages. */
export interface Oracles {
  /** All rows, retired ones too, after a step of the store. */
  rows(rows: readonly WorkerRow[]): void;
  row(workerId: string): WorkerRow | undefined;
  claimed(claimId: string, workerId: string): void;
  inserted(workerId: string): void;
  processOrdered(workerId: string): void;
  processStopped(workerId: string, uid: string): void;
  accepted(uid: string, org: string, epoch: bigint): void;
  latched(uid: string, org: string): void;
  moveTried(gateway: string, key: string): void;
  moveFenced(gateway: string, key: string): void;
  rowsRead(gateway: string): void;
  /** A rule checked where it is known: at a client, or at rest. */
  check(holds: boolean, rule: string, detail: string): void;
  /** The first broken rule, or undefined. */
  broken(): Violation | undefined;
  counts: { moves: number; claims: number; activations: number; fenced: number };
}

const isLiving = (state: WorkerState) => (livingStates as readonly WorkerState[]).includes(state);

export interface OracleParts {
  maxWorkers: number;
  maxWorkersOf(org: string): number;
  /** Whether a process of this worker runs just now. */
  processRuns(workerId: string): boolean;
  /** Whether this worker hangs, or messages are so slow just now that a well one may seem to. */
  maySeemSilent(workerId: string): boolean;
}

export function createOracles(limits: OracleParts): Oracles {
  let last = new Map<string, WorkerRow>();
  const everInserted = new Set<string>();
  const everIdle = new Set<string>();
  const workerOfClaim = new Map<string, string>();
  const claimOfWorker = new Map<string, string>();
  const orgsOfProcess = new Map<string, Set<string>>();
  const epochOfProcess = new Map<string, bigint>();
  /** Fenced moves of a gateway since it last read rows. */
  const fencedMoves = new Map<string, Map<string, number>>();
  const counts = { moves: 0, claims: 0, activations: 0, fenced: 0 };
  let first: Violation | undefined;
  const check = (holds: boolean, rule: string, detail: string) => {
    if (!holds) first ??= new Violation(rule, detail);
  };

  return {
    counts,
    check,
    broken: () => first,
    row: (workerId) => last.get(workerId),
    rows(rows) {
      const next = new Map(rows.map((row) => [row.id, row]));
      for (const row of rows) {
        const before = last.get(row.id);
        if (!before || before.state === row.state) continue;
        counts.moves += 1;
        check(
          mayMove(before.state, row.state),
          'I19 a row moves only along the edges',
          `${before.state} → ${row.state}`,
        );
        if (row.state === 'retired' && everIdle.has(row.id)) {
          check(!limits.processRuns(row.id), 'a row is retired only after its process has ended', row.id);
        }
        if (row.state === 'lost' && row.reason?.startsWith('no answer')) {
          const silent = !limits.processRuns(row.id) || limits.maySeemSilent(row.id);
          check(silent, 'F12 only a worker that hangs is lost for its silence', row.id);
        }
        if (row.state === 'idle') everIdle.add(row.id);
        const absent = row.state !== 'lost' || !row.reason?.includes('process is gone') || !limits.processRuns(row.id);
        check(absent, 'I8 a worker is lost for absence only when it is absent', row.id);
        check(row.epoch >= before.epoch, 'I3 an epoch never goes back', `${row.id} ${before.epoch} → ${row.epoch}`);
      }
      for (const [id, before] of last) {
        const kept = next.has(id) || before.state === 'retired';
        check(kept, 'I19 only retired rows are deleted', `${id} was ${before.state}`);
      }
      const living = rows.filter((row) => isLiving(row.state));
      check(living.length <= limits.maxWorkers, 'I10 a pool never exceeds its cap', `${living.length} living rows`);
      const perOrg = new Map<string, number>();
      for (const row of living) {
        if (row.org === undefined || row.state === 'draining') continue;
        perOrg.set(row.org, (perOrg.get(row.org) ?? 0) + 1);
      }
      for (const [org, count] of perOrg) {
        check(
          count <= limits.maxWorkersOf(org),
          'I17 an org never holds more workers than its cap',
          `${org}: ${count}`,
        );
      }
      last = next;
    },
    inserted: (workerId) => void everInserted.add(workerId),
    claimed(claimId, workerId) {
      counts.claims += 1;
      const worker = workerOfClaim.get(claimId) ?? workerId;
      check(worker === workerId, 'I2 one claim id holds one worker', `${claimId} got ${worker} and ${workerId}`);
      workerOfClaim.set(claimId, workerId);
      const claim = claimOfWorker.get(workerId) ?? claimId;
      check(claim === claimId, 'I2 a worker is claimed once in its life', `${workerId} by ${claim} and ${claimId}`);
      claimOfWorker.set(workerId, claimId);
    },
    processOrdered(workerId) {
      check(everInserted.has(workerId), 'I7 a process is ordered only after its row was written', workerId);
    },
    processStopped(workerId, uid) {
      const state = last.get(workerId)?.state;
      const allowed = state === undefined || ['draining', 'lost', 'retired'].includes(state);
      check(allowed, 'I9 only a worker out of service is ended', `${workerId} (${uid}) was ${state}`);
    },
    accepted(uid, org, epoch) {
      counts.activations += 1;
      const orgs = orgsOfProcess.get(uid) ?? new Set();
      orgs.add(org);
      orgsOfProcess.set(uid, orgs);
      check(orgs.size <= 1, 'I1 a process serves one org in its life', `${uid}: ${[...orgs].join(', ')}`);
      const highest = epochOfProcess.get(uid) ?? 0n;
      check(epoch >= highest, 'I4 a worker obeys no lower epoch', `${uid}: ${epoch} after ${highest}`);
      epochOfProcess.set(uid, epoch);
    },
    latched(uid, org) {
      check(false, 'I1 no worker is ever offered to a second org', `${uid} was sent ${org}`);
    },
    moveTried(gateway, key) {
      // Two steps of one gateway may act on rows read before the fence; a third try is a loop that does not look.
      const times = fencedMoves.get(gateway)?.get(key) ?? 0;
      check(times < 2, 'I3 a fenced gateway reads again before it writes again', `${gateway}: ${key}`);
    },
    moveFenced(gateway, key) {
      counts.fenced += 1;
      const moves = fencedMoves.get(gateway) ?? new Map<string, number>();
      fencedMoves.set(gateway, moves.set(key, (moves.get(key) ?? 0) + 1));
    },
    rowsRead: (gateway) => void fencedMoves.delete(gateway),
  };
}
