import type { Log } from '../cluster/log.ts';

/** Tells this gateway's sessions, once for each worker that was handed to them, that it cannot be used any more. */
export interface WorkerGone {
  handedOut(workerId: string): void;
  /** Workers handed to sessions and not yet reported gone. */
  inUse(): string[];
  tell(workerId: string, reason: string): void;
  listen(listener: (workerId: string, reason: string) => void): () => void;
}

export function createWorkerGone(log: Log): WorkerGone {
  const inUse = new Set<string>();
  const listeners = new Set<(workerId: string, reason: string) => void>();
  return {
    handedOut: (workerId) => void inUse.add(workerId),
    inUse: () => [...inUse],
    tell(workerId, reason) {
      if (!inUse.delete(workerId)) return;
      for (const listener of listeners) {
        try {
          listener(workerId, reason);
        } catch (thrown) {
          log.error({ worker: workerId, err: thrown }, 'a listener for lost workers failed');
        }
      }
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
