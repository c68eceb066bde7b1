import { failures } from '@brooder/contracts';
import { isMap, type Tree } from './merge.ts';

/** `--set` gives true, false, null and whole numbers their type; `--set-string` leaves text; `--set-json` reads JSON. */
export type SetKind = 'set' | 'string' | 'json';

/**
 * The values of one `--set` text, for example `a.b=1,c={x,y},d[0].e=true,with\.dot=2`, laid over `base` (what values files gave).
 *
 * Source: Helm pkg/strvals/parser.go. Refused here and not there: a whole number that JavaScript cannot hold exactly; a name that ends
 * with a dot, or a list index without a value, which Helm passes over; and `a[0].b=` at the end for an item that is not there yet, which
 * Helm loses.
 *
 * @throws invalidValues  what is wrong with the text, and where
 */
export function parseSet(text: string, kind: SetKind, base: Tree = {}): Tree {
  const reader = new SetReader(text, kind);
  const values = structuredClone(base) as Draft;
  reader.readAll(values);
  return values;
}

type Draft = Record<string, unknown>;

/** Limits of Helm: nesting of a name, and list index. */
const maxDepth = 30;
const maxIndex = 65_536;
const flagOf = { set: '--set', string: '--set-string', json: '--set-json' } as const;

class SetReader {
  private readonly text: string;
  private readonly characters: readonly string[];
  private readonly kind: SetKind;
  private at = 0;
  private endedEmpty = false;

  constructor(text: string, kind: SetKind) {
    this.text = text;
    this.characters = Array.from(text);
    this.kind = kind;
  }

  readAll(values: Draft): void {
    while (this.at < this.characters.length) this.readKey(values, 0);
  }

  private readKey(values: Draft, depth: number): void {
    const { text: key, stop } = this.until('=[,.');
    if (stop === undefined && key === '') return;
    switch (stop) {
      case '[':
        this.put(values, key, this.listWith(this.existing(values, key, Array.isArray, 'list') ?? [], depth, key));
        return;
      case '=':
        this.put(values, key, this.value());
        return;
      case '.': {
        if (depth >= maxDepth) throw this.wrong(`the name "${key}" is nested deeper than ${maxDepth} levels`);
        const inner = this.existing(values, key, isMap, 'map') ?? {};
        this.readKey(inner as Draft, depth + 1);
        if (Object.keys(inner).length === 0) throw this.wrong(`the key "${key}" has no value`);
        this.put(values, key, inner);
        return;
      }
      default:
        throw this.wrong(`the key "${key}" has no value: write ${key}=value`);
    }
  }

  /** A key without a name sets nothing. */
  private put(values: Draft, key: string, value: unknown): void {
    if (key === '') return;
    // Not an assignment: the key may be `__proto__`.
    Object.defineProperty(values, key, { value, enumerable: true, writable: true, configurable: true });
  }

  private existing<T>(values: Draft, key: string, is: (value: unknown) => value is T, what: string): T | undefined {
    if (!Object.hasOwn(values, key)) return undefined;
    const value = values[key];
    if (!is(value)) throw this.wrong(`"${key}" is no ${what}, so nothing in it can be set`);
    return value;
  }

  /** Reads what stands after `[`, and answers the list with the item set. */
  private listWith(list: readonly unknown[], depth: number, key: string): unknown[] {
    const { text: index, stop } = this.until(']');
    if (stop === undefined || !/^[+-]?[0-9]+$/.test(index)) {
      throw this.wrong(`the list index of "${key}" must be a number in brackets`);
    }
    const i = Number(index);
    if (i < 0 || i > maxIndex) throw this.wrong(`the list index ${index} of "${key}" must be from 0 to ${maxIndex}`);
    const { text: between, stop: next } = this.until('[.=');
    if (between !== '' || next === undefined) {
      throw this.wrong(`after "${key}[${index}]" must stand =, . or another [`);
    }
    const items: unknown[] = Array.from({ length: Math.max(list.length, i + 1) }, (_, n) => list[n] ?? null);
    items[i] = this.item(items[i], next, depth, `${key}[${index}]`);
    return items;
  }

  private item(present: unknown, next: string, depth: number, key: string): unknown {
    if (next === '=') return this.value();
    if (next === '[') {
      if (present !== null && !Array.isArray(present))
        throw this.wrong(`"${key}" is no list, so nothing in it can be set`);
      return this.listWith(present ?? [], depth, key);
    }
    const inner: Draft = isMap(present) ? { ...present } : {};
    this.readKey(inner, depth);
    if (this.endedEmpty && !isMap(present)) {
      throw this.wrong(`Helm would lose the empty text in "${key}"; write it with --set-json and ""`);
    }
    return inner;
  }

  private value(): unknown {
    if (this.kind === 'json') return this.json();
    this.endedEmpty = this.at === this.characters.length;
    if (this.characters[this.at] !== '{') return this.typed(this.until(',').text);
    this.at++;
    const items: unknown[] = [];
    for (;;) {
      const { text, stop } = this.until(',}');
      if (stop === undefined) throw this.wrong('a list must end with }');
      items.push(this.typed(text));
      if (stop === '}') break;
    }
    if (this.characters[this.at] === ',') this.at++;
    return items;
  }

  private typed(text: string): unknown {
    if (this.kind === 'string') return text;
    const word = text.toLowerCase();
    if (word === 'true') return true;
    if (word === 'false') return false;
    if (word === 'null') return null;
    if (text === '0') return 0;
    if (!/^[+-]?[0-9]+$/.test(text) || text.startsWith('0')) return text;
    const whole = BigInt(text.replace('+', ''));
    if (whole !== BigInt.asIntN(64, whole)) return text;
    if (!Number.isSafeInteger(Number(whole))) {
      throw this.wrong(`${text} is too large for a number; give it as text with --set-string`);
    }
    return Number(whole);
  }

  /** One JSON value, or nothing, which is null; then the comma before the next key. */
  private json(): unknown {
    const rest = this.characters.slice(this.at).join('');
    const start = rest.search(/\S/);
    if (start === -1 || rest[start] === ',') {
      this.at += start === -1 ? rest.length : start + 1;
      return null;
    }
    const end = endOfJson(rest, start);
    let value: unknown;
    try {
      value = JSON.parse(rest.slice(start, end), finite);
    } catch (error) {
      throw this.wrong(`not JSON: ${(error as Error).message}`);
    }
    const comma = /^\s*,?/.exec(rest.slice(end))![0].length;
    this.at += Array.from(rest.slice(0, end + comma)).length;
    return value;
  }

  /** Text up to one of `stops`, which is consumed; a backslash takes the next character as it is. */
  private until(stops: string): { text: string; stop: string | undefined } {
    let text = '';
    while (this.at < this.characters.length) {
      const character = this.characters[this.at++]!;
      if (stops.includes(character)) return { text, stop: character };
      text += character === '\\' ? (this.characters[this.at++] ?? '') : character;
    }
    return { text, stop: undefined };
  }

  private wrong(reason: string) {
    return failures.invalidValues({ problems: `${flagOf[this.kind]} ${this.text}: ${reason}` });
  }
}

/** JSON.parse makes Infinity of 1e400. */
function finite(_key: string, value: unknown): unknown {
  if (value === Infinity || value === -Infinity) throw new RangeError('a number is too large');
  return value;
}

/** Index after the JSON value that begins at `start`: strings and brackets are skipped as a whole, other values end before a comma. */
function endOfJson(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const character = text[i]!;
    if (character === '"') {
      const string = /^"(?:[^"\\]|\\.)*"/s.exec(text.slice(i));
      if (!string) return text.length;
      i += string[0].length - 1;
      if (depth === 0) return i + 1;
    } else if ('[{'.includes(character)) depth++;
    else if (']}'.includes(character) && --depth === 0) return i + 1;
    else if (depth === 0 && /[\s,]/.test(character)) return i;
  }
  return text.length;
}
