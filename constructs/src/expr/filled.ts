import { fold, type Value } from './expr.ts';

/** The texts of a list that are not empty; source: Sprig `compact`. */
export const filled = (...texts: readonly Value<string>[]): Value<readonly string[]> =>
  fold(
    texts,
    'tree',
    (...all) => all.filter((text) => text !== ''),
    (...all) => `compact (list ${all.join(' ')})`,
  );
