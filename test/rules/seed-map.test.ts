/** The table of names from other systems is whole, and every name on our side is there. */
import { existsSync } from 'node:fs';
import { renamedKeys, values } from '@brooder/constructs';
import { appLabels, brooderLabels, poolAnnotations, settings } from '@brooder/contracts';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { commandModules } from '../../src/commands/index.ts';
import { listOf, type SeedDocument, type SeedRow, seedMap, seedNames } from '../../tools/seed-map/index.ts';
import { nodeAt } from '../../tools/value-at.ts';
import { routesOfRest } from './rest-routes.ts';

const documents = Object.keys(seedNames) as SeedDocument[];
const rows = documents.flatMap((document) =>
  Object.entries(seedMap[document]).map(([name, row]) => ({ at: `${document}: ${name}`, row })),
);
/** `<row> → <name>` for each of our names that `exists` denies. */
const missing = (ours: (row: SeedRow) => readonly string[], exists: (name: string) => boolean) =>
  rows.flatMap(({ at, row }) =>
    ours(row)
      .filter((name) => !exists(name))
      .map((name) => `${at} → ${name}`),
  );

test.each(documents)('each name of %s has one row, and each row a name', (document) => {
  const names = Object.values(seedNames[document]).flat() as string[];
  expect(new Set(names).size).toBe(names.length);
  expect(Object.keys(seedMap[document]).toSorted()).toEqual(names.toSorted());
});

test('each row names something of ours, says why there is nothing, or what brings it', () => {
  const empty = rows.filter(({ row: { note: _, ...said } }) => Object.keys(said).length === 0);
  expect(empty.map(({ at }) => at)).toEqual([]);
});

describe('what a row names is there', () => {
  test('values of the chart', () => {
    expect(
      missing(
        (row) => listOf(row.value),
        (path) => nodeAt(values, path) !== undefined,
      ),
    ).toEqual([]);
  });

  test('settings', () => {
    expect(
      missing(
        (row) => listOf(row.setting),
        (name) => name in settings,
      ),
    ).toEqual([]);
  });

  test('labels and annotations', () => {
    const known: string[] = [appLabels, brooderLabels, poolAnnotations].flatMap((table) => Object.values(table));
    expect(
      missing(
        (row) => listOf(row.label),
        (name) => known.includes(name),
      ),
    ).toEqual([]);
  });

  test('files', () => {
    expect(missing((row) => listOf(row.file), existsSync)).toEqual([]);
  });

  test('commands', () => {
    const program = new Command();
    for (const register of commandModules) register(program);
    const known = program.commands.map((command) => `brooder ${command.name()}`);
    expect(
      missing(
        (row) => listOf(row.command),
        (name) => known.includes(name),
      ),
    ).toEqual([]);
  });

  test('routes', () => {
    const known = routesOfRest();
    expect(
      missing(
        (row) => listOf(row.route),
        (name) => known.includes(name),
      ),
    ).toEqual([]);
  });
});

/** The entry of the chart's table of renamed keys that a key of the peer falls under. */
const renamedOf = (name: string) =>
  Object.keys(renamedKeys).find((path) => name === path || name.startsWith(`${path}.`));

test('a key of the peer that is none of ours is refused by the chart, and with the name that the table gives', () => {
  const unlike = Object.entries(seedMap.peerChart).flatMap(([name, row]) => {
    const refused = renamedOf(name);
    if (refused === undefined) return nodeAt(values, name) === undefined ? [`${name}: accepted as a typing error`] : [];
    const here = renamedKeys[refused]!;
    const keys = here.startsWith('nothing: ') ? [] : (here.match(/\b[a-z]\w*(?:\.\w+)*\b/g) ?? []);
    const ours = listOf(row.value);
    const agree =
      row.none !== undefined ||
      row.later !== undefined ||
      ours.some((path) => keys.some((key) => path === key || path.startsWith(`${key}.`) || key.startsWith(`${path}.`)));
    return agree ? [] : [`${name}: the chart says "${here}", the table ${ours.join(', ') || 'nothing'}`];
  });
  expect(unlike).toEqual([]);
});
