import { lex, type Token } from './lexer.ts';

/** One statement of a longer text: a half-open range of UTF-16 indices without the semicolon, and its tokens. */
export interface StatementRange {
  start: number;
  end: number;
  tokens: readonly Token[];
}

/** Cuts a text at semicolons outside strings and comments. Statements without a token are left out. */
export function splitStatements(sql: string): StatementRange[] {
  const statements: StatementRange[] = [];
  let start = 0;
  let tokens: Token[] = [];
  const finish = (end: number) => {
    if (tokens.length > 0) statements.push({ start, end, tokens });
    tokens = [];
  };
  for (const token of lex(sql)) {
    if (token.kind === 'punctuation' && token.text === ';') {
      finish(token.start);
      start = token.end;
    } else tokens.push(token);
  }
  finish(sql.length);
  return statements;
}
