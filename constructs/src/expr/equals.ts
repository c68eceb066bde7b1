import { fold, type Value } from './expr.ts';

/** Equality of texts. Numbers have `lessThan`: Go refuses to compare the float of a values file with an integer. */
export const equals = (left: Value<string>, right: Value<string>): Value<boolean> =>
  fold(
    [left, right] as const,
    'flag',
    (l, r) => l === r,
    (l, r) => `eq ${l} ${r}`,
  );
