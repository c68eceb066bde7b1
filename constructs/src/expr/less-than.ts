import { fold, type Value } from './expr.ts';

/** Whole numbers only: values of a file arrive as floats, `int64` makes them comparable. */
export const lessThan = (left: Value<number>, right: Value<number>): Value<boolean> =>
  fold(
    [left, right] as const,
    'flag',
    (l, r) => l < r,
    (l, r) => `lt (int64 ${l}) (int64 ${r})`,
  );
