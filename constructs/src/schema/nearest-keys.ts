import { nearestName } from '@brooder/contracts';
import { isMap } from './merge.ts';
import type { ValueNode } from './nodes.ts';
import { pathsOf } from './paths.ts';

/**
 * A line for each unknown key of `values` that looks like a known one: `image.tga is unknown. Did you mean image.tag?`. Beside the lines of
 * `problemsOf`, which only name the key.
 */
export function nearestKeys(node: ValueNode<unknown>, values: unknown): string[] {
  const all = pathsOf(node).map(({ path }) => path);
  return unknownKeys(node, values, []).flatMap(({ parents, key, known }) => {
    const at = (name: string) => [...parents, name].join('.');
    const sibling = nearestName(key, known);
    // The right name in the wrong group, when there is only one such place.
    const elsewhere = all.filter((path) => path === key || path.endsWith(`.${key}`));
    const nearest = sibling === undefined ? (elsewhere.length === 1 ? elsewhere[0] : undefined) : at(sibling);
    return nearest === undefined ? [] : [`${at(key)} is unknown. Did you mean ${nearest}?`];
  });
}

interface UnknownKey {
  readonly parents: readonly string[];
  readonly key: string;
  readonly known: readonly string[];
}

function unknownKeys(node: ValueNode<unknown>, value: unknown, parents: readonly string[]): UnknownKey[] {
  if (node.kind === 'list' && Array.isArray(value)) {
    return value.flatMap((item, i) => unknownKeys(node.item, item, [...parents, String(i)]));
  }
  if (!isMap(value)) return [];
  if (node.kind === 'map') {
    return Object.entries(value).flatMap(([key, item]) => unknownKeys(node.item, item, [...parents, key]));
  }
  if (node.kind !== 'group') return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const field = Object.hasOwn(node.fields, key) ? node.fields[key] : undefined;
    if (field) return unknownKeys(field, item, [...parents, key]);
    // Two keys of one typing error: the right one may be given too, but the wrong one is still the wrong one.
    return item === undefined ? [] : [{ parents, key, known: Object.keys(node.fields) }];
  });
}
