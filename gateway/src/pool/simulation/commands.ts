import fc from 'fast-check';
import { simOrgs } from './sim-settings.ts';

/** One thing that happens, and how long (virtual ms) until the next. Gateways and workers are picked modulo how many there are. */
export type Command = { wait: number } & (
  | { do: 'connect'; gateway: number; org: number; holdMs: number; patienceMs: number }
  | { do: 'crash'; gateway: number; atTurn: number }
  | { do: 'restart'; gateway: number }
  | { do: 'freeze'; gateway: number; ms: number }
  | { do: 'kill worker' | 'hang worker' | 'delete pod' | 'replay stale epoch'; worker: number }
  | { do: 'drain worker' | 'suspect worker'; gateway: number; worker: number }
  | { do: 'store fails' | 'commit is ambiguous'; gateway: number; calls: number }
  | { do: 'stale rows'; gateway: number }
  | { do: 'stale list' | 'start hangs' | 'start is late' | 'activation answer lost' | 'everybody looks' | 'cure' }
  | { do: 'start fails' | 'start ends'; times: number }
  | { do: 'poison'; org: number }
  | { do: 'delay'; calls: number; most: number }
);

/** Longest time (virtual ms) that one call is held up. */
export const longestDelay = 6_000;

const gateway = fc.nat(2);
const worker = fc.nat(7);
const org = fc.nat(simOrgs.length - 1);
const wait = fc.oneof(fc.constant(0), { weight: 2, arbitrary: fc.nat(400) }, { weight: 2, arbitrary: fc.nat(2_500) });
/** Some clients leave while they wait for a worker. */
const patienceMs = fc.oneof({ weight: 3, arbitrary: fc.constant(60_000) }, fc.nat(1_500));
const calls = fc.integer({ min: 1, max: 6 });
const named = <N extends Command['do']>(name: N) => fc.constant(name);

export const commands: fc.Arbitrary<Command> = fc.oneof(
  { weight: 16, arbitrary: fc.record({ wait, do: named('connect'), gateway, org, holdMs: fc.nat(3_000), patienceMs }) },
  { weight: 3, arbitrary: fc.record({ wait, do: named('crash'), gateway, atTurn: fc.nat(40) }) },
  { weight: 2, arbitrary: fc.record({ wait, do: named('restart'), gateway }) },
  { weight: 2, arbitrary: fc.record({ wait, do: named('freeze'), gateway, ms: fc.nat(9_000) }) },
  {
    weight: 3,
    arbitrary: fc.record({ wait, do: fc.constantFrom('kill worker', 'hang worker', 'delete pod'), worker }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ wait, do: named('replay stale epoch'), worker }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ wait, do: fc.constantFrom('drain worker', 'suspect worker'), gateway, worker }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ wait, do: fc.constantFrom('store fails', 'commit is ambiguous'), gateway, calls }),
  },
  { weight: 3, arbitrary: fc.record({ wait, do: named('stale rows'), gateway }) },
  {
    weight: 4,
    arbitrary: fc.record({
      wait,
      do: fc.constantFrom(
        'stale list',
        'stale list',
        'start hangs',
        'activation answer lost',
        'everybody looks',
        'cure',
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ wait, do: fc.constantFrom('start fails', 'start ends'), times: calls }) },
  { weight: 1, arbitrary: fc.record({ wait, do: named('poison'), org }) },
  {
    weight: 2,
    arbitrary: fc.record({
      wait,
      do: named('delay'),
      calls: fc.nat(30),
      most: fc.integer({ min: 1, max: longestDelay }),
    }),
  },
);
