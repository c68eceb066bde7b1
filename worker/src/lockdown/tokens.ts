/**
 * Splits SQL text into the tokens that the statement check reads. Follows the lexer that DuckDB inherited from PostgreSQL
 * (scan.l): nested block comments, `''` and `""` doubling, E'' escapes, dollar quotes, `$` inside identifiers. Where a text does not
 * end its string or comment, the rest is one token: DuckDB refuses such a text itself.
 */
export interface Token {
  kind: 'word' | 'quoted-name' | 'string' | 'other-string' | 'symbol';
  /** Words in lower case; quoted names and strings without their quotes; symbols as one character. */
  text: string;
}

/** DuckDB turns Unicode spaces outside quotes into plain ones before it parses. */
const space = /[\s\u0085\u180e\u200b\u2060\ufeff]/;
const wordStart = /[A-Za-z_\u0080-\u{10ffff}]/u;
const wordPart = /[A-Za-z0-9_$\u0080-\u{10ffff}]/u;

export function* tokens(sql: string): Generator<Token> {
  let at = 0;
  while (at < sql.length) {
    const c = sql[at]!;
    if (space.test(c)) at++;
    else if (sql.startsWith('--', at)) at = endOfLine(sql, at);
    else if (sql.startsWith('/*', at)) at = endOfBlockComment(sql, at);
    else if (c === "'") {
      const end = endOfQuoted(sql, at, "'");
      yield { kind: 'string', text: sql.slice(at + 1, end - 1).replaceAll("''", "'") };
      at = end;
    } else if (c === '"') {
      const end = endOfQuoted(sql, at, '"');
      yield {
        kind: 'quoted-name',
        text: sql
          .slice(at + 1, end - 1)
          .replaceAll('""', '"')
          .toLowerCase(),
      };
      at = end;
    } else if (c === '$') {
      const end = endOfDollarQuoted(sql, at);
      yield end === undefined ? { kind: 'symbol', text: c } : { kind: 'other-string', text: sql.slice(at, end) };
      at = end ?? at + 1;
    } else if ((c === 'e' || c === 'E') && sql[at + 1] === "'") {
      const end = endOfEscaped(sql, at + 1);
      yield { kind: 'other-string', text: sql.slice(at, end) };
      at = end;
    } else if (wordStart.test(c)) {
      const start = at;
      while (at < sql.length && wordPart.test(sql[at]!) && !space.test(sql[at]!)) at++;
      yield { kind: 'word', text: sql.slice(start, at).toLowerCase() };
    } else {
      yield { kind: 'symbol', text: c };
      at++;
    }
  }
}

function endOfLine(sql: string, at: number): number {
  while (at < sql.length && sql[at] !== '\n' && sql[at] !== '\r') at++;
  return at;
}

function endOfBlockComment(sql: string, at: number): number {
  let depth = 0;
  while (at < sql.length) {
    if (sql.startsWith('/*', at)) {
      depth++;
      at += 2;
    } else if (sql.startsWith('*/', at)) {
      depth--;
      at += 2;
      if (depth === 0) return at;
    } else at++;
  }
  return at;
}

function endOfQuoted(sql: string, at: number, quote: string): number {
  for (let i = at + 1; i < sql.length; i++) {
    if (sql[i] !== quote) continue;
    if (sql[i + 1] !== quote) return i + 1;
    i++;
  }
  return sql.length;
}

function endOfEscaped(sql: string, at: number): number {
  for (let i = at + 1; i < sql.length; i++) {
    if (sql[i] === '\\') i++;
    else if (sql[i] === "'") {
      if (sql[i + 1] !== "'") return i + 1;
      i++;
    }
  }
  return sql.length;
}

function endOfDollarQuoted(sql: string, at: number): number | undefined {
  const tag = /^\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/.exec(sql.slice(at, at + 130))?.[0];
  if (tag === undefined) return undefined;
  const end = sql.indexOf(tag, at + tag.length);
  return end < 0 ? sql.length : end + tag.length;
}
