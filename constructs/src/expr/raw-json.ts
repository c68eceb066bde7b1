import { createHash } from 'node:crypto';
import { fold, type Value } from './expr.ts';

/** JSON text with sorted keys, byte for byte what Sprig's `toRawJson` prints; source: Go encoding/json, `SetEscapeHTML(false)`. */
export const rawJson = (value: unknown): Value<string> => fold([value], 'text', goJson, (v) => `toRawJson ${v}`);

/** SHA-256 of `rawJson(value)` in hex: pods roll when it changes. */
export const checksum = (value: unknown): Value<string> =>
  fold(
    [value],
    'text',
    (v) => createHash('sha256').update(goJson(v)).digest('hex'),
    (v) => `toRawJson ${v} | sha256sum`,
  );

function goJson(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'string') return goText(value);
  if (typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  entries.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return `{${entries.map(([key, item]) => `${goText(key)}:${goJson(item)}`).join(',')}}`;
}

/** Go also escapes the two line separators that JavaScript leaves as they are. */
const goText = (text: string) => JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
