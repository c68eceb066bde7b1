import { fold, type Value } from './expr.ts';

/** One list out of several; an absent one counts as empty. Source: Sprig `concat`. */
export const concat = <T>(...lists: readonly Value<readonly T[] | undefined>[]): Value<readonly T[]> =>
  fold(
    lists,
    'tree',
    (...all) => all.flatMap((list) => (list as readonly T[] | undefined) ?? []),
    // Sprig's answer for nothing at all is nil, which prints as null.
    (...all) => `default list (concat ${all.map((list) => `(default list ${list})`).join(' ')})`,
  );
