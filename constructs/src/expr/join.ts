import { fold, type Value } from './expr.ts';

/** Texts of a list with `separator` between them; source: Sprig `join`. */
export const join = (list: Value<readonly string[]>, separator: string): Value<string> =>
  fold(
    [list] as const,
    'text',
    (items) => ((items as readonly string[] | undefined) ?? []).join(separator),
    (items) => `join ${JSON.stringify(separator)} ${items}`,
  );
