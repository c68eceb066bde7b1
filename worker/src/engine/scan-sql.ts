/**
 * What must be known of a statement's text before DuckDB tells: which reserved words stand outside of strings, quoted names and comments.
 * Not a parser: DuckDB's own parser decides what the text means; the answers here only choose between readings it leaves open.
 */
export interface SqlScan {
  /** `RETURNING` is reserved in DuckDB: outside of quotes it can only be the clause. */
  returning: boolean;
  /** `CREATE [OR REPLACE] [TEMP] TABLE … AS`. */
  createsTableAs: boolean;
  /** Something follows a semicolon, so the client wrote more than one statement. */
  several: boolean;
}

export function scanSql(sql: string): SqlScan {
  const scan: SqlScan = { returning: false, createsTableAs: false, several: false };
  let ended = false;
  let first = '';
  let table = false;
  let depth = 0;
  for (const text of tokens(sql)) {
    if (text === ';') {
      ended = true;
      continue;
    }
    if (ended) scan.several = true;
    const word = text.toLowerCase();
    first ||= word;
    if (word === '(') depth++;
    else if (word === ')') depth--;
    else if (word === 'returning') scan.returning = true;
    else if (word === 'table') table = true;
    else if (word === 'as' && depth === 0 && first === 'create' && table) scan.createsTableAs = true;
  }
  return scan;
}

/** Words and single other characters, without comments and quoted text; one pass, so hostile text costs no more than its length. */
function* tokens(sql: string): Generator<string> {
  let at = 0;
  while (at < sql.length) {
    const character = sql[at]!;
    if (/\s/.test(character)) at++;
    else if (sql.startsWith('--', at)) at = after(sql, /[\n\r]/g, at + 2);
    else if (sql.startsWith('/*', at)) at = afterText(sql, '*/', at + 2);
    else if (character === "'" || character === '"') {
      at = afterQuote(sql, character, at + 1, false);
      yield character;
    } else if (character === '$') {
      const tag = matchAt(sql, dollarTag, at);
      at = tag ? afterText(sql, tag, at + tag.length) : at + 1;
      yield '$';
    } else {
      const word = matchAt(sql, wordPattern, at) ?? character;
      at += word.length;
      if (/^e$/i.test(word) && sql[at] === "'") at = afterQuote(sql, "'", at + 1, true);
      yield word;
    }
  }
}

const wordPattern = /[A-Za-z0-9_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const dollarTag = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]{0,63})?\$/y;

function matchAt(sql: string, pattern: RegExp, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(sql)?.[0];
}

/** Unterminated text reaches to the end: DuckDB's parser refuses it anyway. */
function afterText(sql: string, end: string, from: number): number {
  const found = sql.indexOf(end, from);
  return found < 0 ? sql.length : found + end.length;
}

function after(sql: string, end: RegExp, from: number): number {
  end.lastIndex = from;
  return end.test(sql) ? end.lastIndex : sql.length;
}

function afterQuote(sql: string, quote: string, from: number, escapes: boolean): number {
  let at = from;
  while (at < sql.length) {
    if (sql[at] === quote && sql[at + 1] !== quote) return at + 1;
    at += sql[at] === quote || (escapes && sql[at] === '\\') ? 2 : 1;
  }
  return sql.length;
}
