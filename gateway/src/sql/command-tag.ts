/** Command tags; source: PostgreSQL docs 54.7 (CommandComplete) and `src/include/tcop/cmdtaglist.h`. */
import type { StatementKind } from '@brooder/contracts';
import type { Node } from 'libpg-query';
import type { Token } from './lexer.ts';

const byNode: Readonly<Record<string, string>> = {
  SelectStmt: 'SELECT',
  InsertStmt: 'INSERT',
  UpdateStmt: 'UPDATE',
  DeleteStmt: 'DELETE',
  MergeStmt: 'MERGE',
  CreateStmt: 'CREATE TABLE',
  ViewStmt: 'CREATE VIEW',
  IndexStmt: 'CREATE INDEX',
  CreateSchemaStmt: 'CREATE SCHEMA',
  CreateSeqStmt: 'CREATE SEQUENCE',
  AlterSeqStmt: 'ALTER SEQUENCE',
  CreateEnumStmt: 'CREATE TYPE',
  AlterEnumStmt: 'ALTER TYPE',
  TruncateStmt: 'TRUNCATE TABLE',
  CommentStmt: 'COMMENT',
  ExplainStmt: 'EXPLAIN',
  VariableSetStmt: 'SET',
  VariableShowStmt: 'SHOW',
  CopyStmt: 'COPY',
  CallStmt: 'CALL',
  CheckPointStmt: 'CHECKPOINT',
  PrepareStmt: 'PREPARE',
  ExecuteStmt: 'EXECUTE',
  CreateTableAsStmt: 'SELECT',
};

const objects = (type: string | undefined): string =>
  (type ?? 'OBJECT_TABLE').replace('OBJECT_', '').replaceAll('_', ' ');

/** First words of the tag of a parsed statement. */
export function tagKindOf(node: Node): string | undefined {
  if ('DropStmt' in node) return `DROP ${objects(node.DropStmt.removeType)}`;
  if ('AlterTableStmt' in node) return `ALTER ${objects(node.AlterTableStmt.objtype)}`;
  if ('RenameStmt' in node) {
    const { renameType, relationType } = node.RenameStmt;
    return `ALTER ${objects(renameType === 'OBJECT_COLUMN' ? relationType : renameType)}`;
  }
  if ('AlterObjectSchemaStmt' in node) return `ALTER ${objects(node.AlterObjectSchemaStmt.objectType)}`;
  if ('VacuumStmt' in node) return node.VacuumStmt.is_vacuumcmd ? 'VACUUM' : 'ANALYZE';
  return byNode[Object.keys(node)[0] ?? ''];
}

const byEngineKind: Readonly<Record<StatementKind, string | undefined>> = {
  select: 'SELECT',
  insert: 'INSERT',
  update: 'UPDATE',
  delete: 'DELETE',
  merge: 'MERGE',
  'create-table-as': 'SELECT',
  explain: 'EXPLAIN',
  set: 'SET',
  copy: 'COPY',
  call: 'CALL',
  attach: 'ATTACH',
  create: undefined,
  alter: undefined,
  drop: undefined,
  transaction: undefined,
  other: undefined,
};

/** First words of the tag of a text that only the engine understood: its leading keywords, `CREATE OR REPLACE TEMP TABLE` → `CREATE TABLE`. */
export function tagKindOfTokens(tokens: readonly Token[]): string {
  const left = new Set(['or', 'replace', 'temp', 'temporary', 'persistent', 'unique', 'if', 'not', 'exists']);
  const words = tokens.slice(0, 6).filter(({ kind, text }) => kind === 'word' && !left.has(text));
  const verb = words[0]?.text ?? 'ok';
  const object = ['create', 'alter', 'drop'].includes(verb) ? words[1]?.text : undefined;
  return (object ? `${verb} ${object}` : verb).toUpperCase();
}

/** The whole tag. `fallback` is for text the parser did not take. */
export function commandTag(
  tagKind: string | undefined,
  fallback: string,
  done: { kind: StatementKind; rows: number; changed?: number },
): string {
  const words = tagKind ?? byEngineKind[done.kind] ?? fallback;
  switch (words) {
    case 'SELECT':
      return `SELECT ${done.kind === 'create-table-as' ? (done.changed ?? done.rows) : done.rows}`;
    case 'INSERT':
      return `INSERT 0 ${done.changed ?? done.rows}`;
    case 'UPDATE':
    case 'DELETE':
    case 'MERGE':
    case 'COPY':
      return `${words} ${done.changed ?? done.rows}`;
    default:
      return words;
  }
}
