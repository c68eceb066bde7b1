import type { ValueNode } from './nodes.ts';

/** One key of a description; entries of a map and items of a list are called `*`. */
export interface DescribedPath {
  readonly path: string;
  readonly node: ValueNode<unknown>;
  /** It inherits instead of having a default: a partial group stands above it. */
  readonly inPartial: boolean;
}

/** Every key below `node`, parents before children, in the order of the description. */
export function pathsOf(node: ValueNode<unknown>, path = '', inPartial = false): DescribedPath[] {
  const at = (key: string) => (path === '' ? key : `${path}.${key}`);
  const below = (key: string, child: ValueNode<unknown>, partial: boolean): DescribedPath[] => [
    { path: at(key), node: child, inPartial: partial },
    ...pathsOf(child, at(key), partial),
  ];
  if (node.kind === 'group') {
    const partial = inPartial || node.partial === true;
    return Object.entries(node.fields).flatMap(([key, field]) => below(key, field, partial));
  }
  if (node.kind === 'list' || node.kind === 'map') return below('*', node.item, false);
  return [];
}
