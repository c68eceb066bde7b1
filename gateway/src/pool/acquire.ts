import { failures } from '@brooder/contracts';
import { createOrgLane, type LaneParts, type OrgLane } from './org-lane.ts';
import type { AcquireRequest, HotWorker } from './pool.ts';

/** The waiting connects of this gateway: bounded in total and for each org, each with its own deadline. */
export interface Acquirer {
  acquire(request: AcquireRequest, signal: AbortSignal): Promise<HotWorker>;
  /** Something became idle, hot or free: look now. */
  wake(): void;
  /** Refuses those who wait and those who come. */
  close(failure: Error): void;
}

export function createAcquirer(lane: LaneParts): Acquirer {
  const { settings, clock, metrics } = lane.parts;
  const lanes = new Map<string, OrgLane>();
  const refusals = new Set<(failure: Error) => void>();
  let closed: Error | undefined;

  function laneOf(org: string): OrgLane {
    const existing = lanes.get(org);
    if (existing) return existing;
    const created = createOrgLane(lane, org, () => {
      if (created.waiting() === 0) lanes.delete(org);
    });
    lanes.set(org, created);
    return created;
  }

  return {
    async acquire({ org, warehouse }, signal) {
      signal.throwIfAborted();
      if (closed) throw closed;
      if (refusals.size >= settings.maxWaiters) {
        throw failures.tooManyConnections({ limit: settings.maxWaiters, what: 'the queue for workers' });
      }
      const queue = laneOf(org);
      if (queue.waiting() >= settings.maxWaitersPerOrg) {
        throw failures.tooManyConnections({ limit: settings.maxWaitersPerOrg, what: `the queue of org ${org}` });
      }
      const began = clock.now();
      const { acquire } = settings.timeouts;
      return new Promise<HotWorker>((resolve, reject) => {
        const settle = () => {
          timer.cancel();
          signal.removeEventListener('abort', aborted);
          refusals.delete(refuse);
          leave();
        };
        const refuse = (failure: Error) => {
          settle();
          reject(failure);
        };
        const aborted = () => refuse(signal.reason);
        const timer = clock.after(acquire, () =>
          refuse(failures.noWorker({ seconds: acquire / 1000, reason: queue.reason() })),
        );
        signal.addEventListener('abort', aborted, { once: true });
        refusals.add(refuse);
        const leave = queue.join({
          warehouse,
          refuse,
          take(hot) {
            settle();
            metrics.claimed?.(hot.path, (clock.now() - began) / 1000);
            resolve(hot);
          },
        });
      });
    },
    wake() {
      for (const queue of lanes.values()) queue.wake();
    },
    close(failure) {
      closed = failure;
      for (const refuse of [...refusals]) refuse(failure);
    },
  };
}
