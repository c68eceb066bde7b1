import type { FuncCall, Node, SQLValueFunction } from 'libpg-query';
import type { SourceText } from './source-text.ts';
import type { Edit } from './splice.ts';
import type { SessionSqlView } from './translation.ts';

/** A node of the tree with its kind and the nodes above it, nearest first. */
export interface Visited {
  kind: string;
  node: object;
  parent: Visited | undefined;
}

/** What one statement's rules collect. */
export class StatementEdits {
  readonly source: SourceText;
  readonly session: SessionSqlView;
  readonly edits: Edit[] = [];
  readonly before: string[] = [];
  /** UTF-16 range of the statement. */
  readonly start: number;
  readonly end: number;
  tagKind: string | undefined;
  /** The result depends on the session, so it must not be kept for another one. */
  sessionDependent = false;

  constructor(source: SourceText, session: SessionSqlView, start: number, end: number) {
    this.source = source;
    this.session = session;
    this.start = start;
    this.end = end;
  }

  /** Replaces tokens `first` to `last`. */
  replace(first: number, last: number, text: string): void {
    const { tokens } = this.source;
    this.edits.push({ start: tokens[first]!.start, end: tokens[last]!.end, text });
  }

  insertBefore(token: number, text: string): void {
    const at = this.source.tokens[token]!.start;
    this.edits.push({ start: at, end: at, text });
  }

  /** Outer nodes are visited first, so of two insertions behind one token the later one belongs inside. */
  insertAfter(token: number, text: string): void {
    const at = this.source.tokens[token]!.end;
    this.edits.unshift({ start: at, end: at, text });
  }

  /** Gives a result column without an alias the name PostgreSQL would give it, because the rule changes what it is derived from. */
  nameColumn(visited: Visited, last: number, name: string): void {
    const target = visited.parent;
    if (target?.kind !== 'ResTarget') return;
    const { name: alias, location } = target.node as { name?: string; location?: number };
    if (alias !== undefined || location === undefined) return;
    const first = this.source.tokenAt(location);
    const closed = this.source.is(first, '(') ? this.source.mate(first) : undefined;
    this.insertAfter(Math.max(last, closed ?? last), ` AS "${name}"`);
  }
}

/**
 * One difference between PostgreSQL and DuckDB. `nodes` are the kinds it looks at; `apply` adds edits, or leaves the text alone
 * when the node is not the case it is for.
 */
export interface Rule {
  name: string;
  nodes: readonly string[];
  apply(visited: Visited, statement: StatementEdits): void;
}

/** The strings of a qualified name. */
export function nameParts(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).flatMap((node) => ('String' in node ? [node.String.sval ?? ''] : []));
}

/** Name of a called function without `pg_catalog`; undefined for another schema's. */
export function calledName(call: FuncCall): string | undefined {
  const parts = nameParts(call.funcname);
  if (parts.length === 1) return parts[0];
  return parts.length === 2 && parts[0] === 'pg_catalog' ? parts[1] : undefined;
}

/** Text of a string constant. */
export function stringConstant(node: Node | undefined): string | undefined {
  return node && 'A_Const' in node && node.A_Const.sval ? (node.A_Const.sval.sval ?? '') : undefined;
}

export const sqlString = (text: string): string => `'${text.replaceAll("'", "''")}'`;
export const sqlName = (text: string): string => `"${text.replaceAll('"', '""')}"`;
export type { FuncCall, SQLValueFunction };
