/** One tree, two products: what Helm renders from the chart is what synth renders from the constructs. */
import { values } from '@brooder/constructs';
import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { requireTool } from '../testbed/index.ts';
import { anyOverrides } from './arbitrary-values.ts';
import { byHelm, bySynth, differenceOf, removeChart, writeChart } from './rendered-chart.ts';

const withHelm = requireTool('helm');

let chart = '';
beforeAll(async () => {
  chart = await writeChart();
});
afterAll(() => removeChart(chart));

const anyRelease = fc.record({
  name: fc.oneof(
    fc.stringMatching(/^[a-z]([a-z0-9-]{0,51}[a-z0-9])?$/),
    fc.constantFrom('brooder', 'my-brooder-2', `${'a'.repeat(45)}-brooder`, `${'x'.repeat(52)}1`),
  ),
  namespace: fc.stringMatching(/^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/),
  service: fc.constant('Helm'),
});

withHelm('200 random sets of values give equal objects, or the same refusal, from Helm and from synth', async () => {
  const seed = Number(process.env.BROODER_TEST_SEED ?? Date.now() % 2 ** 31);
  let rendered = 0;
  let refused = 0;
  for (let round = 0; rendered < 200; round++) {
    const cases = fc.sample(fc.record({ overrides: anyOverrides(values), release: anyRelease }), {
      numRuns: 16,
      seed: seed + round,
    });
    const found = await Promise.all(
      cases.map(async ({ overrides, release }) => {
        const synth = bySynth(overrides, release);
        const difference = differenceOf(await byHelm(chart, overrides, release), synth);
        return { difference, refused: 'refused' in synth, overrides, release };
      }),
    );
    const wrong = found.find(({ difference }) => difference !== undefined);
    if (wrong) {
      expect.fail(
        `seed ${seed}: ${JSON.stringify(wrong.release)} ${JSON.stringify(wrong.overrides)}\n${wrong.difference}`,
      );
    }
    refused += found.filter((one) => one.refused).length;
    rendered += found.filter((one) => !one.refused).length;
  }
  process.stdout.write(
    `parity: seed ${seed}, ${rendered} sets rendered equal, ${refused} refused with the same words\n`,
  );
});
