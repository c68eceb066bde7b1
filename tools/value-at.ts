import type { ValueNode } from '@brooder/constructs';

/** The description at a path such as `workers.pools.*.image`; undefined when there is none. `*` is an entry of a map or list. */
export function nodeAt(root: ValueNode<unknown>, path: string): ValueNode<unknown> | undefined {
  let node: ValueNode<unknown> | undefined = root;
  for (const key of path.split('.')) {
    if (node?.kind === 'group') node = Object.hasOwn(node.fields, key) ? node.fields[key] : undefined;
    else if ((node?.kind === 'map' || node?.kind === 'list') && key === '*') node = node.item;
    else return undefined;
  }
  return node;
}
