/** PostgreSQL's array literal as a tree; source: `array_in`, PostgreSQL docs 8.15.2. */
import { invalid } from './refuse.ts';

export type ArrayNode = string | null | readonly ArrayNode[];

/** Dimensions PostgreSQL allows (MAXDIM). */
const maxDepth = 6;

/** `{1,NULL,"a b"}`, with or without bounds in front (`[1:2]={…}`). @throws invalidText */
export function parseArray(text: string): readonly ArrayNode[] {
  const refuse = () => invalid('array', text);
  let at = /^\s*(?:(?:\[[+-]?\d+(?::[+-]?\d+)?\])+\s*=)?\s*/.exec(text)![0].length;
  const skipSpace = () => {
    while (at < text.length && ' \t\n\r\v\f'.includes(text[at]!)) at++;
  };

  const readQuoted = (): string => {
    let value = '';
    for (at++; text[at] !== '"'; at++) {
      if (text[at] === '\\') at++;
      if (at >= text.length) throw refuse();
      value += text[at];
    }
    at++;
    return value;
  };
  const readBare = (): string | null => {
    let value = '';
    /** Length up to the last character that is not a space, or was escaped. */
    let kept = 0;
    let escaped = false;
    while (at < text.length && !',{}"'.includes(text[at]!)) {
      if (text[at] === '\\') {
        escaped = true;
        if (++at >= text.length) throw refuse();
        value += text[at];
        kept = value.length;
      } else {
        value += text[at];
        if (!/\s/.test(text[at]!)) kept = value.length;
      }
      at++;
    }
    value = value.slice(0, kept);
    if (value === '' && !escaped) throw refuse();
    return !escaped && /^null$/i.test(value) ? null : value;
  };
  const readList = (depth: number): ArrayNode[] => {
    if (text[at] !== '{' || depth > maxDepth) throw refuse();
    at++;
    skipSpace();
    const items: ArrayNode[] = [];
    if (text[at] === '}') {
      at++;
      return items;
    }
    for (;;) {
      skipSpace();
      if (text[at] === '{') items.push(readList(depth + 1));
      else if (text[at] === '"') items.push(readQuoted());
      else items.push(readBare());
      skipSpace();
      const mark = text[at++];
      if (mark === '}') return items;
      if (mark !== ',') throw refuse();
    }
  };

  const items = readList(1);
  skipSpace();
  if (at < text.length) throw refuse();
  return items;
}
