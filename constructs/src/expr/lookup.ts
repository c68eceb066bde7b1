import { Expr, fold, holdsExpr, operand, type Shape, type Value } from './expr.ts';

/** The value under `path` in `map`, or `otherwise` when a key of the path is missing; source: Sprig `dig`. */
export function lookup<T>(
  map: Value<object>,
  path: readonly Value<string>[],
  otherwise: Value<T>,
  shape: Shape,
): Value<T> {
  if (!holdsExpr(map) && !path.some(holdsExpr)) {
    let found: unknown = map;
    for (const key of path as readonly string[]) {
      if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return otherwise;
      found = (found as Record<string, unknown>)[key];
    }
    return found as T;
  }
  return new Expr<T>(`(dig ${path.map(operand).join(' ')} ${operand(otherwise)} ${operand(map)})`, shape);
}

/** How many items a list has, or keys a map. */
export const count = (value: Value<object>): Value<number> =>
  fold(
    [value],
    'integer',
    (v) => Object.keys((v as object | undefined) ?? {}).length,
    (v) => `len ${v}`,
  );

/** Whether a map has a key. */
export const hasKey = (map: Value<object>, key: Value<string>): Value<boolean> =>
  fold(
    [map, key] as const,
    'flag',
    (m, k) => Object.hasOwn((m as object | undefined) ?? {}, k),
    (m, k) => `hasKey ${m} ${k}`,
  );
