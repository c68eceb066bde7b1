import type { ValueNode } from './nodes.ts';

/** One key of a description; entries of a map and items of a list are called `*`. */
export interface DescribedPath {
  readonly path: string;
  readonly node: ValueNode<unknown>;
  /** Its default counts. Not so below a partial group, which inherits, and in items and entries, which are given whole. */
  readonly hasDefault: boolean;
}

/** Every key below `node`, parents before children, in the order of the description. */
export function pathsOf(node: ValueNode<unknown>, path = '', defaults = true): DescribedPath[] {
  const at = (key: string) => (path === '' ? key : `${path}.${key}`);
  const below = (key: string, child: ValueNode<unknown>, hasDefault: boolean): DescribedPath[] => [
    { path: at(key), node: child, hasDefault },
    ...pathsOf(child, at(key), hasDefault),
  ];
  if (node.kind === 'group') {
    const hasDefault = defaults && node.partial !== true;
    return Object.entries(node.fields).flatMap(([key, field]) => below(key, field, hasDefault));
  }
  if (node.kind === 'list' || node.kind === 'map') return below('*', node.item, false);
  return [];
}
