/**
 * Tokens of a SQL text, by PostgreSQL's lexical rules (docs 4.1), which DuckDB's lexer shares. Positions are UTF-16 indices.
 * Never fails: an unterminated string or comment ends at the end of the text.
 */
export type TokenKind = 'word' | 'quoted' | 'string' | 'number' | 'parameter' | 'operator' | 'punctuation';

export interface Token {
  kind: TokenKind;
  start: number;
  /** Index behind the last character. */
  end: number;
  /** Lower-case for words; the raw text for operators and punctuation; empty otherwise, because nobody compares those. */
  text: string;
}

const wordStart = /[A-Za-z_\u0080-\uffff]/;
const wordPart = /[A-Za-z0-9_$\u0080-\uffff]*/y;
const number =
  /0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:[0-9][0-9_]*)(?:\.(?!\.)[0-9_]*)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?/y;
const dollarQuote = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y;
const dollarName = /\$(?:[0-9]+|[A-Za-z_][A-Za-z0-9_]*)/y;
const operatorCharacters = '+-*/<>=~!@#%^&|`?';

export function lex(sql: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const push = (kind: TokenKind, end: number, text = '') => {
    tokens.push({ kind, start: at, end, text });
    at = end;
  };
  while (at < sql.length) {
    const c = sql[at]!;
    const next = sql[at + 1];
    if (c <= ' ' || c === '\u00a0') at++;
    else if (c === '-' && next === '-') at = endOfLine(sql, at);
    else if (c === '/' && next === '*') at = endOfComment(sql, at);
    else if (c === "'") push('string', endOfString(sql, at, false));
    else if (c === '"') push('quoted', endOfQuoted(sql, at));
    else if ((c === 'e' || c === 'E') && next === "'") push('string', endOfString(sql, at + 1, true));
    else if ('bBxXnN'.includes(c) && next === "'") push('string', endOfString(sql, at + 1, false));
    else if ((c === 'u' || c === 'U') && next === '&' && sql[at + 2] === "'")
      push('string', endOfString(sql, at + 2, false));
    else if ((c === 'u' || c === 'U') && next === '&' && sql[at + 2] === '"') push('quoted', endOfQuoted(sql, at + 2));
    else if (wordStart.test(c)) {
      const end = matchEnd(wordPart, sql, at)!;
      push('word', end, sql.slice(at, end).toLowerCase());
    } else if ((c >= '0' && c <= '9') || (c === '.' && next !== undefined && next >= '0' && next <= '9'))
      push('number', matchEnd(number, sql, at) ?? at + 1);
    else if (c === '$') {
      const opened = matchEnd(dollarQuote, sql, at);
      if (opened !== undefined) {
        const tag = sql.slice(at, opened);
        const closed = sql.indexOf(tag, opened);
        push('string', closed < 0 ? sql.length : closed + tag.length);
      } else push('parameter', matchEnd(dollarName, sql, at) ?? at + 1);
    } else if (c === ':' && (next === ':' || next === '=')) push('punctuation', at + 2, c + next);
    else if (operatorCharacters.includes(c)) {
      const end = endOfOperator(sql, at);
      push('operator', end, sql.slice(at, end));
    } else push('punctuation', at + 1, c);
  }
  return tokens;
}

function matchEnd(pattern: RegExp, sql: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(sql) ? pattern.lastIndex : undefined;
}

function endOfLine(sql: string, at: number): number {
  for (let i = at; i < sql.length; i++) if (sql[i] === '\n' || sql[i] === '\r') return i;
  return sql.length;
}

/** Comments nest. */
function endOfComment(sql: string, at: number): number {
  let depth = 0;
  for (let i = at; i < sql.length - 1; i++) {
    if (sql[i] === '/' && sql[i + 1] === '*') {
      depth++;
      i++;
    } else if (sql[i] === '*' && sql[i + 1] === '/') {
      i++;
      if (--depth === 0) return i + 1;
    }
  }
  return sql.length;
}

function endOfString(sql: string, quote: number, escapes: boolean): number {
  for (let i = quote + 1; i < sql.length; i++) {
    if (escapes && sql[i] === '\\') i++;
    else if (sql[i] === "'") {
      if (sql[i + 1] !== "'") return i + 1;
      i++;
    }
  }
  return sql.length;
}

function endOfQuoted(sql: string, quote: number): number {
  for (let i = quote + 1; i < sql.length; i++) {
    if (sql[i] !== '"') continue;
    if (sql[i + 1] !== '"') return i + 1;
    i++;
  }
  return sql.length;
}

/** Longest run of operator characters that holds no comment; a trailing + or - belongs to it only beside one of ~!@#%^&|`? (docs 4.1.3). */
function endOfOperator(sql: string, at: number): number {
  let end = at;
  while (end < sql.length && operatorCharacters.includes(sql[end]!)) {
    if (end > at && ((sql[end] === '-' && sql[end + 1] === '-') || (sql[end] === '/' && sql[end + 1] === '*'))) break;
    end++;
  }
  const signsMayEnd = /[~!@#%^&|`?]/.test(sql.slice(at, end));
  while (!signsMayEnd && end > at + 1 && '+-'.includes(sql[end - 1]!)) end--;
  return end;
}
