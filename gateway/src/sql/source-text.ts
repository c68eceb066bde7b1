import { lex, type Token } from './lexer.ts';

/**
 * A parsed text with its tokens. The syntax tree tells where a node begins, in bytes of UTF-8, and never where it ends: the tokens
 * give the ends. Both are made on first use, because most statements need no rule.
 */
export class SourceText {
  readonly text: string;
  #tokens: Token[] | undefined;
  #mates: Map<number, number> | undefined;
  #indexOfByte: Uint32Array | undefined;
  readonly #ascii: boolean;

  constructor(text: string, byteLength: number) {
    this.text = text;
    this.#ascii = byteLength === text.length;
  }

  get tokens(): readonly Token[] {
    this.#tokens ??= lex(this.text);
    return this.#tokens;
  }

  /** UTF-16 index of a byte offset. */
  index(byte: number): number {
    if (this.#ascii) return byte;
    this.#indexOfByte ??= byteIndex(this.text);
    return this.#indexOfByte[Math.min(byte, this.#indexOfByte.length - 1)]!;
  }

  /** Number of the token that begins at (or, for a location inside one, behind) a byte offset. */
  tokenAt(byte: number): number {
    const index = this.index(byte);
    let low = 0;
    let high = this.tokens.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.tokens[middle]!.start < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Number of the bracket that closes or opens the one at token number `at`; undefined when it has none. */
  mate(at: number): number | undefined {
    this.#mates ??= brackets(this.tokens);
    return this.#mates.get(at);
  }

  is(at: number, text: string): boolean {
    const token = this.tokens[at];
    return token !== undefined && token.text === text && token.kind !== 'quoted';
  }

  slice(from: Token, to: Token): string {
    return this.text.slice(from.start, to.end);
  }
}

function byteIndex(text: string): Uint32Array {
  const map = new Uint32Array(Buffer.byteLength(text) + 1);
  let byte = 0;
  for (let index = 0; index < text.length; ) {
    const code = text.codePointAt(index)!;
    const bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    map.fill(index, byte, byte + bytes);
    byte += bytes;
    index += code > 0xffff ? 2 : 1;
  }
  map[byte] = text.length;
  return map;
}

function brackets(tokens: readonly Token[]): Map<number, number> {
  const mates = new Map<number, number>();
  const open: number[] = [];
  tokens.forEach(({ kind, text }, at) => {
    if (kind !== 'punctuation') return;
    if (text === '(' || text === '[') open.push(at);
    else if (text === ')' || text === ']') {
      const partner = open.pop();
      if (partner === undefined) return;
      mates.set(partner, at);
      mates.set(at, partner);
    }
  });
  return mates;
}
