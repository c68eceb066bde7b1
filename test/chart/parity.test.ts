/** One tree, two products: what Helm renders from the chart is what synth renders from the constructs. */
import { isDeepStrictEqual } from 'node:util';
import { mergeOverrides, presets, type Tree, values } from '@brooder/constructs';
import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { requireTool } from '../testbed/index.ts';
import { anyOverrides } from './arbitrary-values.ts';
import { flipEveryLeaf } from './leaf-flips.ts';
import { byHelm, bySynth, differenceOf, type KubernetesObject, removeChart, writeChart } from './rendered-chart.ts';

const withHelm = requireTool('helm');
const minutes = (count: number) => count * 60_000;

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

/** A third of the sets starts from a base with everything on, because most objects are off by default. */
const anyOverridesOfABase = fc
  .tuple(fc.constantFrom({}, {}, {}, {}, presets.allOn.values, presets.otherSide.values), anyOverrides(values))
  .map(([base, overrides]) => mergeOverrides(base as Tree, overrides));

withHelm(
  '200 random sets of values give equal objects, or the same refusal, from Helm and from synth',
  async () => {
    const seed = Number(process.env.BROODER_TEST_SEED ?? Date.now() % 2 ** 31);
    let rendered = 0;
    let refused = 0;
    for (let round = 0; rendered < 200; round++) {
      const cases = fc.sample(fc.record({ overrides: anyOverridesOfABase, release: anyRelease }), {
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
  },
  minutes(5),
);

/** Objects that only a chart can hold: Helm runs them as hooks or tests. Synth has none of them. */
const chartOnly = new Set<string>();
const remember = ({ kind, metadata }: KubernetesObject) => {
  chartOnly.add(`${kind} ${metadata.name} (${metadata.annotations?.['helm.sh/hook']})`);
};

withHelm(
  'every leaf turned over from the all-on base changes the output, and equally in Helm and in synth',
  async () => {
    // Most leaves tell in one of the two all-on bases; the rest, for example replicas beside an autoscaler, where less is on.
    const bases = [presets.allOn, presets.otherSide, ...Object.values(presets)].map(({ values }) => values);
    const { telling, silent, refused } = flipEveryLeaf(
      [
        ...bases,
        {},
        { postgres: { existingSecret: 'own-postgres' } },
        { postgres: { enabled: false }, configStore: { host: 'db.example.org', password: 'duck' } },
      ] as Record<string, unknown>[],
      1,
    );
    const release = { name: 'all', namespace: 'on', service: 'Helm' };
    const different = await inTurns(telling, async ({ path, overrides }) => {
      const difference = differenceOf(await byHelm(chart, overrides, release, remember), bySynth(overrides, release));
      return difference === undefined ? [] : [`${path.join('.')}: ${difference}`];
    });
    expect(different).toEqual([]);

    // What synth does not show may still change an object that only the chart has.
    const hooksOf = async (overrides: object) => {
      const hooks: KubernetesObject[] = [];
      await byHelm(chart, overrides, release, (hook) => hooks.push(hook));
      return hooks;
    };
    const baseHooks = await Promise.all(bases.slice(0, 2).map(hooksOf));
    const dead = await inTurns(silent, async ({ path, overrides }) => {
      const hooks = await hooksOf(overrides);
      return baseHooks.some((base) => isDeepStrictEqual(base, hooks)) ? [path.join('.')] : [];
    });
    process.stdout.write(
      `parity: ${telling.length} leaves flipped equal, ${silent.length - dead.length} more change chart-only objects, ` +
        `${refused.length} have no other value that is allowed: ${refused.map((path) => path.join('.')).join(', ') || '-'}\n` +
        `chart-only objects: ${[...chartOnly].sort().join('; ')}\n`,
    );
    expect(dead, 'dead values: no object changes when they do').toEqual([]);
  },
  minutes(10),
);

/** Runs `work` over all items, eight at a time, and joins what it answers. */
async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<string[]>): Promise<string[]> {
  const found: string[] = [];
  for (let i = 0; i < items.length; i += 8) {
    found.push(...(await Promise.all(items.slice(i, i + 8).map(work))).flat());
  }
  return found;
}
