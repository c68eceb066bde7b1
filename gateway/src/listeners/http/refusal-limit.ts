/** Slows down whoever sends wrong secrets: after a burst an address hears 429 until its window ends. The right secret always passes. */
import { type Clock, type Failure, failures } from '@brooder/contracts';

export interface RefusalLimit {
  /** Counts one refusal; answers what to say instead of 401 once there were too many. */
  refused(address: string): Failure | undefined;
}

/** Refusals of one address within one window before it hears 429. */
export const refusalBurst = 200;
export const refusalWindowMs = 10_000;
/** Addresses counted at once; the oldest window is forgotten beyond it. */
const maxAddresses = 10_000;

export function createRefusalLimit(clock: Clock): RefusalLimit {
  const windows = new Map<string, { since: number; count: number }>();
  return {
    refused(address) {
      let window = windows.get(address);
      if (!window || clock.now() - window.since >= refusalWindowMs) {
        windows.delete(address);
        const [oldest] = windows.keys();
        if (windows.size >= maxAddresses && oldest !== undefined) windows.delete(oldest);
        window = { since: clock.now(), count: 0 };
        windows.set(address, window);
      }
      window.count++;
      return window.count > refusalBurst
        ? failures.tooManyConnections({
            limit: refusalBurst,
            what: `REST without a valid secret, in ${refusalWindowMs / 1000} s,`,
          })
        : undefined;
    },
  };
}
