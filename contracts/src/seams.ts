/**
 * The outside world as arguments. Control-plane code (gateway/src/pool, store, sessions, tenants) reads time, sets timers and draws
 * random bytes only through these, so that a simulation can replay any history from its seed.
 */

/** Milliseconds on a clock that never goes back. Comparable only with instants of the same `Clock`. */
export type Monotonic = number & { readonly __monotonic?: never };

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Monotonic milliseconds. */
  now(): Monotonic;
  /** Wall time, for rows and logs that people read; never compared with a deadline. */
  wall(): Date;
  /** Runs `task` once after `ms`. The timer does not keep the process alive. */
  after(ms: number, task: () => void): Timer;
  /** Resolves after `ms`, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Random {
  /** Cryptographically strong in production, seeded in simulation. */
  bytes(length: number): Uint8Array;
  /** Uniform in [0, 1). */
  fraction(): number;
}

/** A number that sorts by creation time and is unique; 26 characters of Crockford base32, lower case (usable as a pod name). */
export function makeId(clock: Clock, random: Random): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  let time = clock.wall().getTime();
  const head: string[] = [];
  for (let i = 0; i < 10; i++) {
    head.unshift(alphabet[time % 32]!);
    time = Math.floor(time / 32);
  }
  const tail = Array.from(random.bytes(16), (byte) => alphabet[byte % 32]!);
  return head.join('') + tail.join('');
}
