import { Failure, failures } from '@brooder/contracts';
import { loadModule, type Node, type ParseResult, parseSync } from 'libpg-query';
import { columnNames } from './column-names.ts';
import { tagKindOf, tagKindOfTokens } from './command-tag.ts';
import type { Token } from './lexer.ts';
import { LruCache } from './lru.ts';
import { StatementEdits } from './rule.ts';
import { rulesByNode } from './rules/index.ts';
import { SourceText } from './source-text.ts';
import { positionMap, splice } from './splice.ts';
import { splitStatements } from './split-statements.ts';
import { decideStatement } from './statements/index.ts';
import {
  largestParsedBytes,
  type SessionSqlView,
  type TranslatedStatement,
  type Translation,
  type Translator,
} from './translation.ts';
import { walk } from './walk.ts';

/** A piece of the client's text: where it begins in the whole, in UTF-16 indices. */
interface Piece {
  whole: string;
  text: string;
  start: number;
}

/** Texts kept, and the sum of their lengths. */
const cacheEntries = 1_000;
const cacheLength = 8 * 1024 * 1024;

/**
 * Makes PostgreSQL's SQL into DuckDB's. Text the PostgreSQL grammar refuses, or that is larger than `largestParsedBytes`, goes to
 * DuckDB as it is; so does text no rule applies to. A rule splices its replacement at the place of the node: nothing else changes.
 */
export async function createTranslator(): Promise<Translator> {
  await loadModule();
  const cache = new LruCache<Translation>(cacheEntries, cacheLength);
  return {
    translate(sql, session) {
      const kept = cache.get(sql);
      if (kept) return kept;
      const { translation, sessionDependent } = translateText(sql, session);
      if (!sessionDependent) cache.set(sql, translation, sql.length);
      return translation;
    },
  };
}

function translateText(sql: string, session: SessionSqlView): { translation: Translation; sessionDependent: boolean } {
  const parsed = tryParse({ whole: sql, text: sql, start: 0 }, session);
  if (parsed) return parsed;
  const pieces = splitStatements(sql);
  if (pieces.length === 0) return { translation: { statements: [{ kind: 'empty' }] }, sessionDependent: false };
  const statements: TranslatedStatement[] = [];
  let sessionDependent = false;
  for (const { start, end, tokens } of pieces) {
    const piece = { whole: sql, text: sql.slice(start, end), start };
    // The whole text was refused already: one piece alone would be refused again.
    const again = pieces.length > 1 ? tryParse(piece, session) : undefined;
    if (again) {
      statements.push(...again.translation.statements);
      sessionDependent ||= again.sessionDependent;
    } else statements.push(passThrough(piece, tokens));
  }
  return { translation: { statements }, sessionDependent };
}

function tryParse(piece: Piece, session: SessionSqlView): ReturnType<typeof translateText> | undefined {
  const byteLength = Buffer.byteLength(piece.text);
  if (byteLength > largestParsedBytes || piece.text.includes('\0')) return undefined;
  let parsed: ParseResult;
  try {
    parsed = parseSync(piece.text);
  } catch {
    return undefined;
  }
  const source = new SourceText(piece.text, byteLength);
  const raw = parsed.stmts ?? [];
  if (raw.length === 0) return { translation: { statements: [{ kind: 'empty' }] }, sessionDependent: false };
  let sessionDependent = false;
  const statements = raw.map(({ stmt, stmt_location, stmt_len }): TranslatedStatement => {
    const start = raw.length === 1 ? 0 : source.index(stmt_location ?? 0);
    const end = raw.length === 1 || !stmt_len ? piece.text.length : source.index((stmt_location ?? 0) + stmt_len);
    const edits = new StatementEdits(source, session, start, end);
    const statement = translateStatement(stmt!, edits, piece);
    sessionDependent ||= edits.sessionDependent;
    return statement;
  });
  return { translation: { statements }, sessionDependent };
}

function translateStatement(node: Node, statement: StatementEdits, piece: Piece): TranslatedStatement {
  const { start, end } = statement;
  const original = piece.text.slice(start, end);
  try {
    const decided = decideStatement(node);
    if (decided) return decided;
    walk(node, (visited) => {
      for (const rule of rulesByNode.get(visited.kind) ?? []) rule.apply(visited, statement);
    });
  } catch (error) {
    if (error instanceof Failure) return { kind: 'refuse', failure: error };
    // Operands nested deeper than the stack: the engine has a limit for those, and its own error.
    if (!(error instanceof RangeError)) throw error;
    statement.edits.length = 0;
    statement.before.length = 0;
  }
  const edits = statement.edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
  const spliced = splice(original, edits);
  return {
    kind: 'run',
    sql: spliced ?? original,
    before: spliced === undefined ? [] : statement.before,
    tagKind: tagKindOf(node),
    columnNames: columnNames(node),
    fallbackTag: 'OK',
    positions: positionMap(piece.whole, piece.start + start, piece.start + end, spliced === undefined ? [] : edits),
  };
}

function passThrough({ whole, text, start }: Piece, tokens: readonly Token[]): TranslatedStatement {
  if (copiesStandardStreams(tokens))
    return {
      kind: 'refuse',
      failure: failures.unsupported({ what: 'COPY with STDIN or STDOUT', instead: 'Use SELECT or INSERT.' }),
    };
  return {
    kind: 'run',
    sql: text,
    before: [],
    tagKind: undefined,
    columnNames: undefined,
    fallbackTag: tagKindOfTokens(tokens),
    positions: positionMap(whole, start, start + text.length, []),
  };
}

/** STDIN and STDOUT of the engine are the worker process's own, so even text that only DuckDB can read is searched for them. */
function copiesStandardStreams(tokens: readonly Token[]): boolean {
  const word = (at: number, text: string) => tokens[at]?.kind === 'word' && tokens[at].text === text;
  return (
    tokens.some((_, at) => word(at, 'copy')) &&
    tokens.some((_, at) => (word(at, 'to') && word(at + 1, 'stdout')) || (word(at, 'from') && word(at + 1, 'stdin')))
  );
}
