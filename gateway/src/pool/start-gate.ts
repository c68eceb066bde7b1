import type { Clock, Random } from '@brooder/contracts';

/** Same failure this often in a row stops the starts; then one start per `probe` finds out whether it was mended. */
const limit = { sameFailures: 5, probe: 60_000, firstPause: 200, longestPause: 30_000 };

/**
 * Decides when a worker may be started: a token bucket against storms, a pause that doubles with each failure, and a stop on a failure
 * that repeats, because a missing binary does not appear by trying 200 times.
 */
export interface StartGate {
  /** Takes one start, or says why not; `waitMs` is when to ask again. */
  take(): { granted: true } | { granted: false; waitMs: number; blocked?: string };
  succeeded(): void;
  /** `reason` is its own class: an exit code, a signal, a pod's reason. */
  failed(reason: string): void;
  blocked(): string | undefined;
}

export function createStartGate(parts: { clock: Clock; random: Random; burst: number; perSecond: number }): StartGate {
  const { clock, random, burst, perSecond } = parts;
  let tokens = burst;
  let filledAt = clock.now();
  let failuresInRow = 0;
  let sameInRow = 0;
  let lastReason: string | undefined;
  let pausedUntil = 0;

  const blocked = () =>
    lastReason !== undefined && (sameInRow >= limit.sameFailures || repeatsForSure(lastReason))
      ? lastReason
      : undefined;

  return {
    take() {
      const now = clock.now();
      if (now < pausedUntil) {
        const reason = blocked();
        return { granted: false, waitMs: pausedUntil - now, ...(reason === undefined ? {} : { blocked: reason }) };
      }
      tokens = Math.min(burst, tokens + ((now - filledAt) / 1000) * perSecond);
      filledAt = now;
      if (tokens < 1) return { granted: false, waitMs: Math.ceil(((1 - tokens) / perSecond) * 1000) };
      tokens -= 1;
      // While starts fail, one is tried at a time: the pause begins at the order and is set again at its outcome.
      if (failuresInRow > 0) pausedUntil = now + pause();
      return { granted: true };
    },
    succeeded() {
      failuresInRow = 0;
      sameInRow = 0;
      lastReason = undefined;
      pausedUntil = 0;
    },
    failed(reason) {
      failuresInRow += 1;
      sameInRow = reason === lastReason ? sameInRow + 1 : 1;
      lastReason = reason;
      pausedUntil = clock.now() + pause();
    },
    blocked,
  };

  function pause(): number {
    if (blocked() !== undefined) return limit.probe;
    const doubled = limit.firstPause * 2 ** Math.min(failuresInRow - 1, 10);
    return Math.min(limit.longestPause, doubled) * (1 + random.fraction() / 4);
  }
}

/** Exit codes 2 (usage) and 78 (bad configuration; contracts `exitCodes`), and a program that is not there. */
function repeatsForSure(reason: string): boolean {
  return /\b(exit (2|78)|ENOENT|EACCES|InvalidImageName|ErrImageNeverPull)\b/.test(reason);
}
