/** What a JSON document must be, said with the path of what is wrong. */
import { failures, nearestName } from '@brooder/contracts';

export type Fields = Readonly<Record<string, unknown>>;

export interface Place {
  file: string;
  /** For example `orgs[0].users[1].name`. */
  path: string;
}

export const at = ({ file, path }: Place, key: string | number): Place => ({
  file,
  path: typeof key === 'number' ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`,
});

export function wrong({ file, path }: Place, expected: string, actual?: string) {
  const what = path === '' ? 'its content' : `"${path}"`;
  return failures.badDataFile({
    file,
    reason: `${what} must be ${expected}${actual === undefined ? '' : `, but is ${actual}`}`,
  });
}

/** The kind of a value, never the value: it may be a secret in the wrong place. */
const kindOf = (value: unknown) => {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};

/** @throws badDataFile  no object, or a key that is not in `keys`, with the nearest one that is */
export function fieldsOf(value: unknown, place: Place, keys: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(place, 'an object', kindOf(value));
  for (const key of Object.keys(value)) {
    if (keys.includes(key)) continue;
    const nearest = nearestName(key, keys);
    const known = nearest ? `Did you mean "${nearest}"?` : `It may have ${keys.join(', ')}.`;
    throw failures.badDataFile({
      file: place.file,
      reason: `"${at(place, key.slice(0, 64)).path}" is not known here. ${known}`,
    });
  }
  return value as Fields;
}

export function textOf(fields: Fields, place: Place, key: string): string {
  const value = fields[key];
  if (typeof value !== 'string' || value === '')
    throw wrong(at(place, key), 'text', value === '' ? 'empty' : kindOf(value));
  return value;
}

export function listOf(fields: Fields, place: Place, key: string): readonly unknown[] {
  const value = fields[key];
  if (!Array.isArray(value)) throw wrong(at(place, key), 'a list', kindOf(value));
  return value;
}

/** The one of `keys` that is given. @throws badDataFile  none or several */
export function oneOf(fields: Fields, place: Place, keys: readonly [string, string]): string {
  const given = keys.filter((key) => fields[key] !== undefined);
  if (given.length === 1) return given[0]!;
  throw wrong(
    place,
    `an object with either "${keys[0]}" or "${keys[1]}"`,
    given.length === 0 ? 'one with neither' : 'one with both',
  );
}
