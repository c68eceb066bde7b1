/** Parts of the construct tree that are there only sometimes, or once for each entry of a map. */
import { Construct } from 'constructs';
import type { ValueNode } from '../schema/nodes.ts';
import { condition as conditionText, Expr, isExpr, type Knobs, pipeline, type Value } from './expr.ts';
import { knobsOf } from './knobs.ts';
import { sortedEntries } from './tree.ts';
import { isTrue } from './truth.ts';

/** A scope whose objects the chart writes between `open` and `{{ end }}`. */
export class Block extends Construct {
  readonly open: string;
  constructor(scope: Construct, id: string, open: string) {
    super(scope, id);
    this.open = open;
  }
}

/** Objects that exist only when `condition` holds. */
export function whenBlock(
  scope: Construct,
  id: string,
  condition: Value<unknown>,
  body: (scope: Construct) => void,
): void {
  if (isExpr(condition)) body(new Block(scope, id, `if ${conditionText(condition)}`));
  else if (isTrue(condition)) body(new Construct(scope, id));
}

/**
 * Objects for each entry of a map.
 *
 * @param id    singular name of an entry, also the loop variable's name in the templates
 * @param item  describes the map's values
 */
export function eachBlock<T>(
  scope: Construct,
  id: string,
  map: Value<Readonly<Record<string, T>>>,
  item: ValueNode<T>,
  body: (scope: Construct, key: Value<string>, value: Knobs<T>) => void,
): void {
  if (isExpr(map)) {
    const block = new Block(scope, id, `range $${id}Name, $${id} := ${pipeline(map)}`);
    body(block, new Expr<string>(`$${id}Name`, 'text'), knobsOf(item, `$${id}`));
    return;
  }
  const all = new Construct(scope, id);
  for (const [key, value] of sortedEntries(map)) body(new Construct(all, key), key, value as Knobs<T>);
}

/** Says no to a combination of values. Helm fails with the messages of all refusals that hold, synth throws the same. */
export class Refusal extends Construct {
  readonly condition: Value<unknown>;
  readonly message: Value<string>;

  constructor(scope: Construct, id: string, condition: Value<unknown>, message: Value<string>) {
    super(scope, id);
    this.condition = condition;
    this.message = message;
    this.node.addValidation({
      validate: () => (!isExpr(condition) && isTrue(condition) ? [String(message)] : []),
    });
  }
}

/** Messages of the refusals that hold below `scope`, with concrete values. */
export const refusalsOf = (scope: Construct): string[] =>
  scope.node
    .findAll()
    .filter((node): node is Refusal => node instanceof Refusal && !isExpr(node.condition) && isTrue(node.condition))
    .map(({ message }) => String(message));

/** The blocks around a construct, outermost first. */
export const blocksAround = (construct: Construct): Block[] =>
  construct.node.scopes.filter((scope): scope is Block => scope instanceof Block);

/** Context key that the chart target sets at the root of the tree. */
export const chartContext = 'brooder:chart';

/** Objects that only a chart can hold: Helm hooks and test pods. Synth leaves them out. */
export function chartOnly(scope: Construct, id: string, body: (scope: Construct) => void): void {
  if (scope.node.tryGetContext(chartContext) === true) body(new Construct(scope, id));
}
