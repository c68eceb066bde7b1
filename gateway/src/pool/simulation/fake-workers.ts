import {
  exitCodes,
  Failure,
  failures,
  type WorkerActionName,
  type WorkerActions,
  type WorkerDescription,
} from '@brooder/contracts';
import type { MemoryCluster } from '../../cluster/memory/memory-cluster.ts';
import type { Dialer, WorkerConnection } from '../../workers/worker-connection.ts';

/** What one worker process remembers of itself: all that the real one's lease keeps. */
export interface FakeWorker {
  org?: string;
  epoch: bigint;
  hung: boolean;
}

/** What the oracles hear of worker processes. */
export interface WorkerEvents {
  accepted(uid: string, org: string, epoch: bigint): void;
  /** The one-shot latch had to act: somebody sent a second org. */
  latched(uid: string, org: string): void;
}

export interface FakeWorkers {
  /** One gateway's way in; `turn` parks before and after each call. */
  dialer(turn: () => Promise<void>): Dialer;
  hang(workerId: string): void;
  /** An activation of an older claim arrives once more, from a gateway that was away. */
  replayStale(workerId: string): void;
  of(uid: string): FakeWorker | undefined;
  /** Orgs whose warehouse cannot be opened. */
  poison: Set<string>;
  /** The next activations that are accepted and whose answer is lost. */
  lostAnswers: number;
}

/** A rule of the worker left out, to see its oracle fail. */
export interface WorkerSabotage {
  ignoresEpochs?: boolean;
}

export function createFakeWorkers(
  cluster: MemoryCluster,
  events: WorkerEvents,
  sabotage: WorkerSabotage = {},
): FakeWorkers {
  const byUid = new Map<string, FakeWorker>();
  const of = (uid: string) => {
    const known = byUid.get(uid) ?? { epoch: 0n, hung: false };
    byUid.set(uid, known);
    return known;
  };

  function activate(
    workerId: string,
    uid: string,
    request: Pick<WorkerActions['activate']['request'], 'org' | 'epoch'>,
  ) {
    const worker = of(uid);
    const epoch = BigInt(request.epoch);
    if (epoch < worker.epoch && !sabotage.ignoresEpochs) {
      throw failures.staleEpoch({ expected: String(worker.epoch), actual: request.epoch });
    }
    if (worker.org !== undefined && worker.org !== request.org) {
      events.latched(uid, request.org);
      cluster.end(workerId, `exit ${exitCodes.leaseViolation}`);
      throw failures.workerAlreadyLeased({});
    }
    worker.epoch = epoch;
    worker.org = request.org;
    if (workers.poison.has(request.org)) throw failures.activationFailed({ org: request.org, reason: 'poison' });
    events.accepted(uid, request.org, epoch);
    return { org: request.org, epoch: request.epoch, tookMs: 1 };
  }

  function describe(workerId: string, uid: string): WorkerDescription {
    const worker = of(uid);
    return {
      workerId,
      pid: 1,
      version: '0',
      engineVersion: '0',
      phase: worker.org === undefined ? 'neutral' : 'active',
      ...(worker.org === undefined ? {} : { org: worker.org }),
      epoch: String(worker.epoch),
      sessions: 0,
      busySessions: 0,
      longestStatementMs: 0,
      rssBytes: 0,
      extensions: [],
    };
  }

  function connect(workerId: string, bearer: string, turn: () => Promise<void>): Pick<WorkerConnection, 'act'> {
    return {
      async act<N extends WorkerActionName>(name: N, request: WorkerActions[N]['request'], signal: AbortSignal) {
        await turn();
        signal.throwIfAborted();
        const process = cluster.process(workerId);
        if (process?.phase !== 'running' || process.bearer !== bearer) throw failures.workerLost({ worker: workerId });
        if (of(process.uid).hung) return until(signal);
        let answer: unknown = {};
        if (name === 'describe') answer = describe(workerId, process.uid);
        if (name === 'activate') {
          answer = activate(workerId, process.uid, request as WorkerActions['activate']['request']);
          if (workers.lostAnswers > 0) {
            workers.lostAnswers -= 1;
            return until(signal);
          }
        }
        if (name === 'drain') answer = { sessions: 0 };
        await turn();
        return answer as WorkerActions[N]['reply'];
      },
    };
  }

  const workers: FakeWorkers = {
    dialer: (turn) => ({
      dial(endpoint) {
        const { act } = connect(endpoint.workerId, endpoint.bearer, turn);
        const unused = () => {
          throw failures.unsupported({ what: 'This call', instead: 'The simulation opens no channels.' });
        };
        return { endpoint, act, openChannel: unused, forward: unused, onLost() {}, close() {} };
      },
    }),
    hang(workerId) {
      const process = cluster.process(workerId);
      if (process) of(process.uid).hung = true;
    },
    replayStale(workerId) {
      const process = cluster.process(workerId);
      const worker = process?.phase === 'running' ? of(process.uid) : undefined;
      if (process === undefined || worker?.org === undefined) return;
      const request = { org: worker.org, epoch: String(worker.epoch - 1n) };
      try {
        activate(workerId, process.uid, request);
      } catch (thrown) {
        if (!(thrown instanceof Failure) || thrown.code !== 'staleEpoch') throw thrown;
      }
    },
    of: (uid) => byUid.get(uid),
    poison: new Set(),
    lostAnswers: 0,
  };
  return workers;
}

function until(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}
