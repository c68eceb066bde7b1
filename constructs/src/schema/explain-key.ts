import { nearestName } from '@brooder/contracts';
import type { ValueNode } from './nodes.ts';
import { pathsOf } from './paths.ts';
import { constraintsOf, typeNameOf } from './type-name.ts';

export interface KeyExplanation {
  readonly path: string;
  readonly type: string;
  /** Absent: the key has no value unless one is given, or inherits one, or must be given. */
  readonly default?: unknown;
  readonly doc: string;
  readonly constraints: readonly string[];
  readonly example?: unknown;
  /** Keys of a group, of the entries of a map of groups, or of the items of a list of groups. */
  readonly keys: readonly string[];
}

/** What is known of a key such as `workers.pools.small.image`, `gateway.env[0]` or `gateway.env.*`; undefined for a key that is none. */
export function explainKey(node: ValueNode<unknown>, path: string): KeyExplanation | undefined {
  let found: ValueNode<unknown> | undefined = node;
  let hasDefault = true;
  for (const key of segmentsOf(path)) {
    if (found?.kind === 'group') {
      hasDefault &&= found.partial !== true;
      found = Object.hasOwn(found.fields, key) ? found.fields[key] : undefined;
    } else if (found?.kind === 'map' || (found?.kind === 'list' && /^(\*|[0-9]+)$/.test(key))) {
      hasDefault = false;
      found = found.item;
    } else return undefined;
  }
  return found && explanation(path, found, hasDefault);
}

/** The key nearest to one that is none: a typing error, or the right last part in another place. */
export function nearestKey(node: ValueNode<unknown>, path: string): string | undefined {
  const paths = pathsOf(node).map((known) => known.path);
  const last = segmentsOf(path).at(-1);
  const elsewhere = paths.filter((known) => known === last || known.endsWith(`.${last}`));
  return nearestName(path, paths) ?? (elsewhere.length === 1 ? elsewhere[0] : undefined);
}

/** `a[0].b` is `a`, `0`, `b`; a backslash before a dot keeps it. */
const segmentsOf = (path: string) =>
  [...path.replaceAll(/\[([0-9]+|\*)\]/g, '.$1').matchAll(/(?:\\.|[^.\\])+/g)].map(([part]) =>
    part.replaceAll(/\\(.)/g, '$1'),
  );

function explanation(path: string, node: ValueNode<unknown>, hasDefault: boolean): KeyExplanation {
  const about = { path, type: typeNameOf(node), doc: node.doc, constraints: constraintsOf(node), keys: keysOf(node) };
  if (node.kind === 'group') return about;
  return {
    ...about,
    ...(node.default === undefined || !hasDefault ? {} : { default: node.default }),
    ...(node.example === undefined ? {} : { example: node.example }),
  };
}

function keysOf(node: ValueNode<unknown>): readonly string[] {
  if (node.kind === 'group') return Object.keys(node.fields);
  return node.kind === 'map' || node.kind === 'list' ? keysOf(node.item) : [];
}
