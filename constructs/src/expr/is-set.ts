import { fold, type Value } from './expr.ts';

/** True unless the key is absent: for numbers and booleans, where 0 and false are values. */
export const isSet = (value: Value<unknown>): Value<boolean> =>
  fold(
    [value],
    'flag',
    (v) => v !== undefined && v !== null,
    (v) => `not (kindIs "invalid" ${v})`,
  );
