import { type Clock, failures, type Random } from '@brooder/contracts';
import type { Cluster, ClusterWorker, WorkerSpec } from '../cluster.ts';

export interface MemoryProcess {
  spec: WorkerSpec;
  uid: string;
  port: number;
  bearer: string;
  phase: 'pending' | 'running' | 'ended';
  reason?: string;
}

/** Called before and after the effect of each call, as the memory store's yield point is. */
export type ClusterYield = (name: `${'start' | 'list' | 'stop' | 'endpoint'}:${'before' | 'after'}`) => Promise<void>;

/** Each is used up by the next call it applies to. */
export interface ClusterFaults {
  /** Starts that are refused, and with which reason. */
  startFails: string[];
  /** Starts whose process never becomes ready. */
  startHangs: number;
  /** Starts that are carried out only `lateMs` after their order, whoever still waits for them. */
  lateStarts: number;
  /** Starts whose process ends at once, and with which reason. */
  startEnds: string[];
  /** Lists that give what was so a moment ago (`staleMs`), as a lagging replica of the API server does. */
  staleLists: number;
}

/** Processes that exist only as entries, with faults on demand. `view` is one gateway's way in. */
export interface MemoryCluster extends Cluster {
  view(yieldPoint: ClusterYield): Cluster;
  processes(): readonly MemoryProcess[];
  process(workerId: string): MemoryProcess | undefined;
  /** Ends it, as `kill -9` does; it stays listed as ended. */
  end(workerId: string, reason: string): void;
  /** Takes it away altogether, as `kubectl delete --force` does. */
  remove(workerId: string): void;
  /** Tells every listener that something changed. */
  hint(workerId: string): void;
  faults: ClusterFaults;
}

export interface MemoryClusterOptions {
  kind?: Cluster['kind'];
  clock: Clock;
  random: Random;
  /** Milliseconds from the order to `running`; drawn for each start. */
  bootMs?: () => number;
  /** Sees each stop that meets a process which has not ended. */
  onStop?: (process: MemoryProcess) => void;
  onStart?: (spec: WorkerSpec) => void;
}

/** How far back a stale answer reaches, in milliseconds. */
export const staleMs = 3_000;
export const lateMs = 5_000;

export function createMemoryCluster(options: MemoryClusterOptions): MemoryCluster {
  const { clock } = options;
  const all = new Map<string, MemoryProcess>();
  const listeners = new Set<(workerId: string) => void>();
  const faults: ClusterFaults = { startFails: [], startHangs: 0, lateStarts: 0, startEnds: [], staleLists: 0 };
  let started = 0;
  let lists: { at: number; listed: ClusterWorker[] }[] = [];

  const hint = (workerId: string) => {
    for (const listener of listeners) listener(workerId);
  };

  function start(spec: WorkerSpec): void {
    options.onStart?.(spec);
    const refused = faults.startFails.shift();
    if (refused !== undefined) throw failures.spawnFailed({ reason: refused });
    if (all.has(spec.workerId)) return;
    started += 1;
    const uid = `uid-${started}`;
    const process: MemoryProcess = {
      spec,
      uid,
      port: 10_000 + started,
      bearer: Buffer.from(options.random.bytes(24)).toString('hex'),
      phase: 'pending',
    };
    all.set(spec.workerId, process);
    if (faults.startHangs > 0) {
      faults.startHangs -= 1;
      return;
    }
    const ends = faults.startEnds.shift();
    clock.after(options.bootMs?.() ?? 0, () => {
      if (process.phase !== 'pending') return;
      process.phase = ends === undefined ? 'running' : 'ended';
      if (ends !== undefined) process.reason = ends;
      hint(spec.workerId);
    });
  }

  function list(): ClusterWorker[] {
    const now = clock.now();
    lists = lists.filter(({ at }) => now - at <= staleMs);
    const [oldest] = lists;
    if (faults.staleLists > 0 && oldest) {
      faults.staleLists -= 1;
      return oldest.listed;
    }
    const listed = [...all.values()].map(({ spec, uid, port, phase, reason }) => ({
      workerId: spec.workerId,
      uid,
      phase,
      ...(phase === 'running' ? { host: 'sim', port } : {}),
      ...(reason === undefined ? {} : { reason }),
    }));
    lists.push({ at: now, listed });
    return listed;
  }

  function stop(workerId: string, uid: string | undefined): void {
    const process = all.get(workerId);
    if (!process || (uid !== undefined && process.uid !== uid)) return;
    if (process.phase !== 'ended') options.onStop?.(process);
    process.phase = 'ended';
    all.delete(workerId);
    hint(workerId);
  }

  const open = (yieldPoint: ClusterYield): Cluster => ({
    kind: options.kind ?? 'kubernetes',
    async start(spec) {
      await yieldPoint('start:before');
      if (faults.lateStarts > 0) {
        faults.lateStarts -= 1;
        await clock.sleep(lateMs);
      }
      start(spec);
      await yieldPoint('start:after');
    },
    async list() {
      await yieldPoint('list:before');
      const listed = list();
      await yieldPoint('list:after');
      return listed;
    },
    async stop(workerId, { uid }) {
      await yieldPoint('stop:before');
      stop(workerId, uid);
      await yieldPoint('stop:after');
    },
    async endpoint(workerId) {
      const process = all.get(workerId);
      if (process?.phase !== 'running') return undefined;
      return { workerId, host: 'sim', port: process.port, bearer: process.bearer, ca: 'CERTIFICATE' };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {},
  });

  return {
    ...open(async () => {}),
    view: open,
    processes: () => [...all.values()],
    process: (workerId) => all.get(workerId),
    end(workerId, reason) {
      const process = all.get(workerId);
      if (!process || process.phase === 'ended') return;
      process.phase = 'ended';
      process.reason = reason;
      hint(workerId);
    },
    remove(workerId) {
      const process = all.get(workerId);
      if (!process) return;
      process.phase = 'ended';
      all.delete(workerId);
      hint(workerId);
    },
    hint,
    faults,
  };
}
