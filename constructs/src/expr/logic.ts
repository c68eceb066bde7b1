import { fold, type Value } from './expr.ts';
import { isTrue } from './truth.ts';

/** True when `value` is false, empty or absent in Helm's sense. */
export const not = (value: Value<unknown>): Value<boolean> =>
  fold(
    [value],
    'flag',
    (v) => !isTrue(v),
    (v) => `not ${v}`,
  );

/** Like Go's `and` of truths, as a boolean. Every operand is evaluated, so none may depend on another. */
export const and = (...values: readonly Value<unknown>[]): Value<boolean> =>
  fold(
    values,
    'flag',
    (...v) => v.every(isTrue),
    (...v) => `not (not (and ${v.join(' ')}))`,
  );

export const or = (...values: readonly Value<unknown>[]): Value<boolean> =>
  fold(
    values,
    'flag',
    (...v) => v.some(isTrue),
    (...v) => `not (not (or ${v.join(' ')}))`,
  );
