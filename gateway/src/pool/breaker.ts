import { type Clock, type Failure, failures } from '@brooder/contracts';

/** Failed activations of one org within `window` that open its breaker for `pause`. Milliseconds. */
const limit = { failures: 3, window: 60_000, pause: 30_000 };
const mostOrgs = 10_000;

/**
 * Keeps an org whose warehouse cannot be opened from using up the warm pool: each failed activation costs one worker, so after three
 * in a minute its connects fail at once, with the last reason, for half a minute.
 */
export interface Breaker {
  /** @throws activationFailed  while the breaker is open */
  check(org: string): void;
  failed(org: string, failure: Failure): void;
  succeeded(org: string): void;
}

export function createBreaker(clock: Clock): Breaker {
  const orgs = new Map<string, { times: number[]; openUntil: number; failure: Failure }>();
  return {
    check(org) {
      const entry = orgs.get(org);
      if (!entry || clock.now() >= entry.openUntil) return;
      const seconds = Math.ceil((entry.openUntil - clock.now()) / 1000);
      throw failures.activationFailed(
        { org, reason: entry.failure.message },
        { hint: `It failed ${limit.failures} times in a row and is tried again in ${seconds} s.` },
      );
    },
    failed(org, failure) {
      const now = clock.now();
      const times = (orgs.get(org)?.times ?? []).filter((at) => now - at < limit.window);
      times.push(now);
      orgs.delete(org);
      orgs.set(org, { times, openUntil: times.length >= limit.failures ? now + limit.pause : 0, failure });
      // The oldest entry goes first: a map keeps the order of insertion.
      if (orgs.size > mostOrgs) orgs.delete(orgs.keys().next().value!);
    },
    succeeded: (org) => void orgs.delete(org),
  };
}
