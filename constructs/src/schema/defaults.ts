import type { ValueNode, ValueOf } from './nodes.ts';

/**
 * The values a user gets who gives none. Groups are always there; a leaf without a default is absent. A partial group is empty: its keys
 * only say what differs from the defaults they inherit.
 */
export const defaultsOf = <N extends ValueNode<unknown>>(node: N): ValueOf<N> => read(node) as ValueOf<N>;

function read(node: ValueNode<unknown>): unknown {
  if (node.kind !== 'group') return structuredClone(node.default);
  if (node.partial) return {};
  return Object.fromEntries(
    Object.entries(node.fields)
      .map(([key, field]) => [key, read(field)] as const)
      .filter(([, value]) => value !== undefined),
  );
}
