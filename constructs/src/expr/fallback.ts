import { type Expr, fold, isExpr, type Shape, type Value } from './expr.ts';
import { isTrue } from './truth.ts';

const shapeOf = (...values: readonly unknown[]): Shape => values.find(isExpr)?.shape ?? 'text';

/** `value`, or `otherwise` when `value` is false, empty or absent in Helm's sense; source: Sprig `default`. */
export const fallback = <T>(value: Value<T>, otherwise: Value<T>): Value<T> =>
  fold(
    [value, otherwise] as const,
    shapeOf(value, otherwise),
    (v, o) => (isTrue(v) ? v : o) as T,
    (v, o) => `default ${o} ${v}`,
  );

/** One of two scalars or trees, by a condition; source: Sprig `ternary`. Both are evaluated. */
export function choose<T>(condition: Value<unknown>, yes: Value<T>, no: Value<T>): Value<T> {
  if (!isExpr(condition)) return isTrue(condition) ? yes : no;
  return fold(
    [condition, yes, no] as const,
    shapeOf(yes, no),
    () => {
      throw new Error('unreachable: the condition is an expression');
    },
    (c, y, n) => `ternary ${y} ${n} ${condition.shape === 'flag' ? c : `(not (not ${c}))`}`,
  ) as Expr<T>;
}
