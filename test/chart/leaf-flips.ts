/** Every leaf of the values turned to something else, one at a time: each must change the manifests, in both products alike. */
import { isDeepStrictEqual } from 'node:util';
import { type GroupNode, type MapNode, type Release, type ValueNode, values } from '@brooder/constructs';
import { leafAt, otherValuesOf, type Path, withLeaf } from './arbitrary-values.ts';
import { bySynth, type KubernetesObject } from './rendered-chart.ts';

export interface Flip {
  readonly path: Path;
  readonly overrides: Record<string, unknown>;
}
export interface Flips {
  /** Flips that change what synth renders. */
  readonly telling: readonly Flip[];
  /** Flips that change nothing that synth renders; they may still change an object that only the chart has. */
  readonly silent: readonly Flip[];
  /** Leaves of which every other value that was tried is refused. */
  readonly refused: readonly Path[];
}

const release: Release = { name: 'all', namespace: 'on', service: 'Helm' };

/**
 * Flips of all leaves, each from the first base in which it tells something.
 *
 * @param bases  overrides that switch everything on; several, because some switches exclude each other
 */
export function flipEveryLeaf(bases: readonly Record<string, unknown>[], seed: number): Flips {
  const rendered = bases.map((base) => {
    const result = bySynth(base, release);
    if ('refused' in result) throw new Error(`a base is refused: ${result.refused}`);
    return { base, objects: result.objects };
  });
  const found = { telling: [] as Flip[], silent: [] as Flip[], refused: [] as Path[] };
  const paths = new Map(
    bases.flatMap((base) => leavesWithin(values, base)).map((leaf) => [leaf.path.join('\0'), leaf]),
  );
  for (const { path, node } of paths.values()) {
    const silent: Flip[] = [];
    const telling = rendered.some(({ base, objects }) => {
      const flip = flipOf(path, node, base, objects, seed);
      if (flip) (flip.tells ? found.telling : silent).push(flip);
      return flip?.tells;
    });
    if (telling) continue;
    if (silent[0]) found.silent.push(silent[0]);
    else found.refused.push(path);
  }
  return found;
}

function* candidates(path: Path, node: ValueNode<unknown>, base: Record<string, unknown>, seed: number) {
  for (const value of otherValuesOf(node, leafAt(base, path), seed)) yield withLeaf(base, path, value);
}

/** The first other value that tells something, else one that is allowed, else nothing. */
function flipOf(
  path: Path,
  node: ValueNode<unknown>,
  base: Record<string, unknown>,
  objects: readonly KubernetesObject[],
  seed: number,
): (Flip & { tells: boolean }) | undefined {
  let silent: (Flip & { tells: boolean }) | undefined;
  for (const overrides of candidates(path, node, base, seed)) {
    const result = bySynth(overrides, release);
    if ('refused' in result) continue;
    const tells = !isDeepStrictEqual(result.objects, objects);
    if (tells) return { path, overrides, tells };
    silent ??= { path, overrides, tells };
  }
  return silent;
}

/** Leaves through groups, and through the entries that the base has in a map of groups. */
function leavesWithin(
  node: ValueNode<unknown>,
  base: unknown,
  path: Path = [],
): { path: Path; node: ValueNode<unknown> }[] {
  if (node.kind === 'group') {
    return Object.entries((node as unknown as GroupNode).fields).flatMap(([key, field]) =>
      leavesWithin(field, (base as Record<string, unknown> | undefined)?.[key], [...path, key]),
    );
  }
  const self = { path, node };
  const item = (node as unknown as MapNode<unknown>).item as ValueNode<unknown> | undefined;
  if (node.kind !== 'map' || item?.kind !== 'group') return [self];
  const entries = Object.entries((base ?? {}) as Record<string, unknown>).filter(([, entry]) => entry !== null);
  return [self, ...entries.flatMap(([key, entry]) => leavesWithin(item, entry, [...path, key]))];
}
