import { type Clock, deadline, failures, withSignal } from '@brooder/contracts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Dialer, WorkerConnection } from '../workers/worker-connection.ts';

/** This gateway's open lines, one a worker, shared by heartbeat, activation and sessions. */
export interface Connections {
  /** @throws workerLost  the cluster knows no way in */
  to(workerId: string): Promise<WorkerConnection>;
  /** Ids of workers with an open line. */
  held(): string[];
  drop(workerId: string): void;
  /** Called when a transport broke by itself; the next `to` dials again. */
  onBroken(listener: (workerId: string) => void): void;
}

export function createConnections(parts: {
  cluster: Cluster;
  dialer: Dialer;
  clock: Clock;
  /** Milliseconds to learn the way in. */
  endpointTimeout: number;
}): Connections {
  const open = new Map<string, WorkerConnection>();
  let broken: (workerId: string) => void = () => {};

  return {
    async to(workerId) {
      const existing = open.get(workerId);
      if (existing) return existing;
      const limit = deadline(parts.clock, parts.endpointTimeout, failures.workerLost({ worker: workerId }));
      const endpoint = await withSignal(parts.cluster.endpoint(workerId), limit.signal).finally(limit.clear);
      if (endpoint === undefined) throw failures.workerLost({ worker: workerId });
      // Another caller may have dialled while this one waited.
      const raced = open.get(workerId);
      if (raced) return raced;
      const connection = parts.dialer.dial(endpoint);
      open.set(workerId, connection);
      connection.onLost(() => {
        if (open.get(workerId) !== connection) return;
        open.delete(workerId);
        broken(workerId);
      });
      return connection;
    },
    held: () => [...open.keys()],
    drop(workerId) {
      const connection = open.get(workerId);
      open.delete(workerId);
      connection?.close();
    },
    onBroken(listener) {
      broken = listener;
    },
  };
}
