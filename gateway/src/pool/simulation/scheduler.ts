import type { Clock } from '@brooder/contracts';
import type { SeededRandom } from './seeded-random.ts';

interface Scheduled {
  at: number;
  order: number;
  owner: string;
  task: () => void;
}

/**
 * Virtual time and one thread of control. Every call that leaves a gateway parks here; one parked task at a time goes on, chosen by
 * the seed, and time passes only when nobody can go on. An owner is one run of one gateway: it can be frozen and crashed.
 */
export interface Scheduler {
  now(): number;
  /** Turns taken so far, for statistics. */
  turns(): number;
  clockOf(owner: string): Clock;
  /** Waits for this owner's turn; never goes on once it has crashed. */
  park(owner: string): Promise<void>;
  crash(owner: string): void;
  freeze(owner: string): void;
  thaw(owner: string): void;
  frozen(owner: string): boolean;
  crashed(owner: string): boolean;
  /** Of the next parked calls, this many take up to `most` ms each. */
  delayNext(count: number, most: number): void;
  /** Lets `ms` of virtual time pass. */
  advance(ms: number): Promise<void>;
}

const never = new Promise<never>(() => {});
/** All microtasks have run when this resolves. */
const microtasks = () => new Promise<void>((resolve) => setImmediate(resolve));

export function createScheduler(random: SeededRandom, epoch = 1_700_000_000_000): Scheduler {
  let now = 0;
  let order = 0;
  let turns = 0;
  let delayed = { count: 0, most: 0 };
  let timers: Scheduled[] = [];
  let parked: { owner: string; go: () => void }[] = [];
  const frozen = new Set<string>();
  const crashed = new Set<string>();
  const runs = (entry: { owner: string }) => !frozen.has(entry.owner);

  function after(owner: string, ms: number, task: () => void) {
    if (crashed.has(owner)) return { cancel() {} };
    const timer: Scheduled = { at: now + Math.max(0, ms), order: order++, owner, task };
    // Sorted by time: the list is short, and most timers go near its end.
    let at = timers.length;
    while (at > 0 && timers[at - 1]!.at > timer.at) at--;
    timers.splice(at, 0, timer);
    return {
      cancel() {
        const index = timers.indexOf(timer);
        if (index >= 0) timers.splice(index, 1);
      },
    };
  }

  /** One parked task, or one timer that is due by `until`. Answers false when there is neither. */
  function turn(until: number): boolean {
    const ready = parked.filter(runs);
    if (ready.length > 0) {
      const chosen = ready[random.below(ready.length)]!;
      parked = parked.filter((entry) => entry !== chosen);
      chosen.go();
      return true;
    }
    const index = timers.findIndex((timer) => timer.at <= until && runs(timer));
    if (index < 0) return false;
    const [timer] = timers.splice(index, 1);
    now = Math.max(now, timer!.at);
    timer!.task();
    return true;
  }

  return {
    now: () => now,
    turns: () => turns,
    clockOf: (owner) => ({
      now: () => now,
      wall: () => new Date(epoch + now),
      after: (ms, task) => after(owner, ms, task),
      sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
          if (signal?.aborted) return reject(signal.reason);
          const stop = () => {
            timer.cancel();
            reject(signal?.reason);
          };
          const timer = after(owner, ms, () => {
            signal?.removeEventListener('abort', stop);
            resolve();
          });
          signal?.addEventListener('abort', stop, { once: true });
        }),
    }),
    park(owner) {
      if (crashed.has(owner)) return never;
      return new Promise((go) => {
        if (delayed.count > 0) {
          delayed.count -= 1;
          after(owner, random.below(delayed.most), () => parked.push({ owner, go }));
        } else parked.push({ owner, go });
      });
    },
    crash(owner) {
      crashed.add(owner);
      frozen.delete(owner);
      timers = timers.filter((timer) => timer.owner !== owner);
      parked = parked.filter((entry) => entry.owner !== owner);
    },
    freeze: (owner) => void frozen.add(owner),
    thaw: (owner) => void frozen.delete(owner),
    frozen: (owner) => frozen.has(owner),
    crashed: (owner) => crashed.has(owner),
    delayNext(count, most) {
      delayed = { count, most };
    },
    async advance(ms) {
      const until = now + ms;
      await microtasks();
      while (turn(until)) {
        turns += 1;
        if (turns > 60_000) throw new Error('the simulation does not come to rest');
        await microtasks();
      }
      now = until;
    },
  };
}
