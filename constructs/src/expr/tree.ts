/**
 * What may stand in a manifest beside plain data and expressions: a key or list item that is there only sometimes, a list item for each
 * entry of a map, a list put into a list.
 */

import type { ValueNode } from '../schema/nodes.ts';
import { Expr, isExpr, type Knobs, type Value } from './expr.ts';
import { knobsOf } from './knobs.ts';
import { isTrue } from './truth.ts';

/** Data of a manifest. */
export type Body = unknown;

/** A key, or a list item, that is written as `yes` when the condition holds, else as `no`, else not at all. */
export class Branch {
  readonly condition: Expr<unknown>;
  readonly yes: Body;
  readonly no: Body;
  constructor(condition: Expr<unknown>, yes: Body, no: Body) {
    this.condition = condition;
    this.yes = yes;
    this.no = no;
  }
}

/** List items made from each entry of a map or each item of a list. */
export class Each {
  readonly source: Expr<unknown>;
  readonly key: string;
  readonly item: string;
  readonly body: Body;
  constructor(source: Expr<unknown>, key: string, item: string, body: Body) {
    this.source = source;
    this.key = key;
    this.item = item;
    this.body = body;
  }
}

/** The items of another list, in place. */
export class Spread {
  readonly source: Expr<unknown>;
  constructor(source: Expr<unknown>) {
    this.source = source;
  }
}

/** A key or list item that is there only when `condition` holds. */
export function when(condition: Value<unknown>, yes: Body, no?: Body): Body {
  if (isExpr(condition)) return new Branch(condition, yes, no);
  return isTrue(condition) ? yes : no;
}

/**
 * A key that is there only when its own value is not empty. For text, lists, maps and trees; a number or a flag, where 0 and false are
 * values, takes `optSet`.
 */
export const opt = (value: Value<unknown>): Body => when(value, value);

/** A key that is there unless its value is absent. */
export function optSet(value: Value<unknown>): Body {
  if (isExpr(value))
    return new Branch(new Expr(`(not (kindIs "invalid" ${value.template}))`, 'flag'), value, undefined);
  return value ?? undefined;
}

/** Items of another list inside a list: `[{ name: 'own' }, ...spread(values.env)]`. */
export function spread(list: Value<readonly unknown[]>): readonly Body[] {
  return isExpr(list) ? [new Spread(list)] : (list ?? []);
}

let depth = 0;

/** One list item for each entry of a map, sorted by key. `item` describes the map's values. */
export function eachEntry<T>(
  map: Value<Readonly<Record<string, T>>>,
  item: ValueNode<T>,
  body: (key: Value<string>, value: Knobs<T>) => Body,
): readonly Body[] {
  if (!isExpr(map)) return sortedEntries(map).map(([key, value]) => body(key, value as Knobs<T>));
  return [inRange(map, (key, entry) => body(new Expr<string>(key, 'text'), knobsOf(item, entry)))];
}

/** One list item for each item of a list. */
export function eachItem<T>(
  list: Value<readonly T[]>,
  item: ValueNode<T>,
  body: (value: Knobs<T>) => Body,
): readonly Body[] {
  if (!isExpr(list)) return (list ?? []).map((value) => body(value as Knobs<T>));
  return [inRange(list, (_, entry) => body(knobsOf(item, entry)))];
}

function inRange(source: Expr<unknown>, body: (key: string, item: string) => Body): Each {
  depth++;
  try {
    const [key, item] = [`$key${depth}`, `$item${depth}`];
    return new Each(source, key, item, body(key, item));
  } finally {
    depth--;
  }
}

/** Entries in the order in which Go ranges over a map: by the bytes of the key. */
export const sortedEntries = <T>(map: Readonly<Record<string, T>> | undefined): [string, T][] =>
  Object.entries(map ?? {}).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
