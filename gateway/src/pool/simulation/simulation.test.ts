import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commands } from './commands.ts';
import { type History, type HistoryOutcome, playHistory, type Sabotage } from './history.ts';

/** BROODER_TEST_SEED replays a run; BROODER_TEST_RUNS plays more or fewer histories. */
const seed = Number(process.env.BROODER_TEST_SEED ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env.BROODER_TEST_RUNS ?? 2_000);

const histories: fc.Arbitrary<History> = fc.record({
  seed: fc.nat(2 ** 31 - 1),
  gateways: fc.integer({ min: 2, max: 3 }),
  headStartMs: fc.constantFrom(0, 2_000),
  commands: fc.array(commands, { minLength: 1, maxLength: 18, size: 'max' }),
});

test('no history of crashes, freezes, lost answers and dead workers breaks an invariant', {
  timeout: 300_000,
}, async () => {
  const outcomes: HistoryOutcome[] = [];
  const play = async (history: History) => void outcomes.push(await playHistory(history));
  await fc.assert(fc.asyncProperty(histories, play), { seed, numRuns, endOnFailure: numRuns > 20_000 });
  const sum = (of: (outcome: HistoryOutcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
  const refused: Record<string, number> = {};
  for (const outcome of outcomes) {
    for (const [code, count] of Object.entries(outcome.refused)) refused[code] = (refused[code] ?? 0) + count;
  }
  const settled = outcomes.map((outcome) => outcome.settledAfterMs).sort((a, b) => a - b);
  console.info('simulation', {
    seed,
    histories: outcomes.length,
    turns: sum((o) => o.turns),
    virtualHours: Math.round(sum((o) => o.virtualMs) / 3_600_000),
    connected: sum((o) => o.connected),
    refused,
    moves: sum((o) => o.counts.moves),
    claims: sum((o) => o.counts.claims),
    activations: sum((o) => o.counts.activations),
    fenced: sum((o) => o.counts.fenced),
    restP50: settled[Math.floor(settled.length / 2)],
    restMax: settled.at(-1),
  });
  // A simulation in which nothing happens proves nothing.
  expect(sum((o) => o.counts.activations)).toBeGreaterThan(numRuns);
});

/** Plays histories until one breaks a rule, and gives that rule. */
async function firstBroken(sabotage: Sabotage): Promise<string> {
  const check = fc.asyncProperty(histories, async (history) => void (await playHistory(history, sabotage)));
  const details = await fc.check(check, { seed: 1, numRuns: 300, endOnFailure: true });
  return details.errorInstance instanceof Error ? details.errorInstance.message : 'nothing broke';
}

test('a spent worker that becomes idle again is noticed', async () => {
  const broken = await firstBroken({
    store: (store) => ({
      ...store,
      transition: (request) =>
        store.transition(request.to === 'draining' && request.epoch > 0n ? { ...request, to: 'idle' } : request),
    }),
  });
  expect(broken).toMatch(/I19|I7|fails only by name|rest/);
});

test('a worker that obeys a lower epoch is noticed', async () => {
  expect(await firstBroken({ workers: { ignoresEpochs: true } })).toMatch(/I4/);
});
