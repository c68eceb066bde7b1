import type { GroupNode, ValueNode } from '../schema/nodes.ts';
import { Expr, type Knobs, type Shape, type Value } from './expr.ts';
import { lookup } from './lookup.ts';

type AnyNode = Exclude<ValueNode<unknown>, undefined>;

const shapes: Record<string, Shape> = {
  text: 'text',
  integer: 'integer',
  flag: 'flag',
  integerOrText: 'integerOrText',
  list: 'tree',
  map: 'tree',
  tree: 'tree',
};

/** The values of `node` as expressions, each leaf a path below `template` (such as `$.Values` or the variable of a range). */
export function knobsOf<T>(node: ValueNode<T>, template: string): Knobs<T> {
  const { kind } = node as AnyNode;
  if (kind !== 'group') return new Expr(template, shapes[kind]!) as Knobs<T>;
  const { fields } = node as unknown as GroupNode;
  const made = byField(fields, (key, field) => knobsOf(field, `${template}.${key}`));
  return Object.defineProperty(made, whole, { value: new Expr(template, 'tree') }) as Knobs<T>;
}

/** Where a group of expressions keeps the expression for itself. */
const whole = Symbol('whole');

/** A group of values as one: the expression that its own expressions are below, or the concrete map itself. */
export const wholeOf = (group: object): Value<object> => (group as { [whole]?: Expr<object> })[whole] ?? group;

/** The values of a group, read from `item` where it names them and from `defaults` where it does not. */
export function inherited<T extends object>(node: ValueNode<T>, item: object, defaults: Knobs<T>): Knobs<T> {
  const source = wholeOf(item);
  const read = (group: AnyNode, path: readonly string[], base: unknown): unknown => {
    if (group.kind !== 'group') return lookup(source, path, base, shapes[group.kind]!);
    return byField((group as unknown as GroupNode).fields, (key, field) =>
      read(field as AnyNode, [...path, key], (base as Record<string, unknown>)[key]),
    );
  };
  return read(node as AnyNode, [], defaults) as Knobs<T>;
}

/** An object whose properties are made when they are read. */
function byField(
  fields: GroupNode['fields'],
  make: (key: string, field: GroupNode['fields'][string]) => unknown,
): object {
  const made: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(fields)) {
    Object.defineProperty(made, key, { enumerable: true, get: () => make(key, field) });
  }
  return made;
}
