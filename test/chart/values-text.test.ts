/** values.yaml of any description says its defaults, to every reader of YAML. */
import { defaultsOf, valuesYaml } from '@brooder/constructs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readValues } from '../../src/values-file.ts';
import { description } from './generated-description.ts';

test('values.yaml of any description reads back as its defaults, in YAML 1.1 as Helm reads it and in YAML 1.2', () => {
  fc.assert(
    fc.property(description, (node) => {
      const text = valuesYaml(node);
      expect(readValues(text)).toEqual(defaultsOf(node));
      expect(parse(text, { version: '1.2' }) ?? {}).toEqual(defaultsOf(node));
      expect(parse(text, { version: '1.1' }) ?? {}).toEqual(defaultsOf(node));
      for (const line of text.split('\n').filter((line) => line.includes('# A longer'))) {
        expect(line.length).toBeLessThanOrEqual(120);
      }
    }),
    { numRuns: 300 },
  );
});

test('every commented key of values.yaml is right once its comment sign is taken away', () => {
  fc.assert(
    fc.property(description, (node) => {
      const uncommented = valuesYaml(node)
        .split('\n')
        .map((line) => line.replace(/^( *)# ((?: {2})*[A-Za-z0-9]+:(?: .*)?|(?: {2})*- .*)$/, '$1$2'))
        .filter((line) => !line.trimStart().startsWith('#'))
        .map((line) => line.replace(/ \{\}$/, ''))
        .join('\n');
      // Keys stand twice now (value and example); what counts is that the indentation makes a map.
      expect(() => parse(uncommented, { uniqueKeys: false })).not.toThrow();
    }),
    { numRuns: 100 },
  );
});
