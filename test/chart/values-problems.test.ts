/** What is wrong with values is said in the same lines by Helm and by `brooder synth`. */
import {
  defaultsOf,
  jsonSchemaOf,
  mergeValues,
  problemsOf,
  type Tree,
  type ValueNode,
  valuesYaml,
} from '@brooder/constructs';
import fc from 'fast-check';
import { expect } from 'vitest';
import { requireTool } from '../testbed/index.ts';
import { description, overridesOf } from './generated-description.ts';
import { type Shown, valuesChart, yamlSafeJson } from './values-chart.ts';

const withHelm = requireTool('helm');

withHelm(
  'any values, right or wrong, get the same lines from Helm and from the check of synth, and merge to the same',
  async () => {
    const cases = description.chain((node) =>
      fc.tuple(fc.constant(node), fc.array(overridesOf(node), { minLength: 4, maxLength: 4 })),
    );
    let refused = 0;
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(cases, async ([node, sets]) => {
        const chart = await valuesChart(valuesYaml(node), jsonSchemaOf(node));
        try {
          for (const overrides of sets) {
            const merged = mergeValues(defaultsOf(node) as Tree, overrides);
            const shown = await chart.show({ files: [yamlSafeJson(overrides)] });
            const ours = problemsOf(node as ValueNode<unknown>, merged);
            expect(linesOf(shown)).toEqual(ours.map(anyOrder).toSorted());
            if ('values' in shown) expect(shown.values).toEqual(merged);
            if (ours.length > 0) refused++;
            else accepted++;
          }
        } finally {
          chart.remove();
        }
      }),
      { numRuns: 30, endOnFailure: true },
    );
    // A generator that made only one kind would prove nothing.
    expect(refused).toBeGreaterThan(10);
    expect(accepted).toBeGreaterThan(3);
  },
  120_000,
);

/** Helm walks maps in an order of chance, so neither the order of lines nor that of several unknown keys means anything. */
function linesOf(shown: Shown): string[] {
  if ('values' in shown) return [];
  return shown.refused
    .filter((line) => /^ *- at '/.test(line))
    .map(anyOrder)
    .toSorted();
}

/** Keys may hold any character, quotes too, so the characters of the list are sorted instead of its keys. */
function anyOrder(line: string): string {
  const match = /^(.*: additional properties )(.*)( not allowed)$/.exec(line);
  return match ? `${match[1]}${[...match[2]!].toSorted().join('')}${match[3]}` : line;
}
