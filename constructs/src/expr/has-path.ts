import { Expr, isExpr, type Value } from './expr.ts';
import { escapedText } from './go-literal.ts';

/** Whether `path` leads to a key of `map`, whatever its value; what is no map on the way has no keys. */
export function hasPath(map: Value<object>, path: readonly string[]): Value<boolean> {
  if (!isExpr(map)) {
    let found: unknown = map;
    for (const key of path) {
      if (typeof found !== 'object' || found === null || Array.isArray(found) || !Object.hasOwn(found, key))
        return false;
      found = (found as Record<string, unknown>)[key];
    }
    return true;
  }
  const steps = path.map((key, i) => {
    const above = i === 0 ? map.template : `(index ${map.template} ${path.slice(0, i).map(escapedText).join(' ')})`;
    const has = `(hasKey ${above} ${escapedText(key)})`;
    return i === 0 ? has : `(kindIs "map" ${above}) ${has}`;
  });
  // `and` of a template stops at the first operand that is false.
  return new Expr<boolean>(steps.length === 1 ? steps[0]! : `(and ${steps.join(' ')})`, 'flag');
}
