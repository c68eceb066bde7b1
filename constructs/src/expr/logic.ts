import { fold, isExpr, type Value } from './expr.ts';
import { isTrue } from './truth.ts';

/** True when `value` is false, empty or absent in Helm's sense. */
export const not = (value: Value<unknown>): Value<boolean> =>
  fold(
    [value],
    'flag',
    (v) => !isTrue(v),
    (v) => `not ${v}`,
  );

/** Whether Go's `and` and `or`, which answer one of their operands, answer a boolean. */
const areFlags = (values: readonly unknown[]) =>
  values.every((value) => (isExpr(value) ? value.shape === 'flag' : typeof value === 'boolean'));

/** Like Go's `and` of truths, as a boolean. Every operand is evaluated, so none may depend on another. */
export const and = (...values: readonly Value<unknown>[]): Value<boolean> =>
  fold(
    values,
    'flag',
    (...v) => v.every(isTrue),
    (...v) => asFlag(`and ${v.join(' ')}`, areFlags(values)),
  );

export const or = (...values: readonly Value<unknown>[]): Value<boolean> =>
  fold(
    values,
    'flag',
    (...v) => v.some(isTrue),
    (...v) => asFlag(`or ${v.join(' ')}`, areFlags(values)),
  );

/** The truth of a pipeline as a boolean. */
const asFlag = (template: string, isFlag: boolean) => (isFlag ? template : `not (not (${template}))`);
