/**
 * Names PostgreSQL gives to result columns without an alias. The text keeps its expressions; only the description of the result is
 * changed. Source: PostgreSQL's `src/backend/parser/parse_target.c`, FigureColname.
 */
import type { Node, SelectStmt } from 'libpg-query';
import { nameParts } from './rule.ts';

/** A name, or undefined where the engine's own is right (aliases, plain columns). */
type Name = string | undefined;

/** Names counted from the first column and from the last; columns between them come from a star. */
export interface ColumnNames {
  first: readonly Name[];
  last: readonly Name[];
  /** No star: the number of columns is known. */
  exact: boolean;
}

/** Undefined when no column needs another name than the engine's. */
export function columnNames(statement: Node): ColumnNames | undefined {
  const targets = targetsOf(statement);
  if (!targets) return undefined;
  const star = targets.findIndex(expands);
  const lastStar = targets.findLastIndex(expands);
  const first = (star < 0 ? targets : targets.slice(0, star)).map(nameOf);
  const last = star < 0 ? [] : targets.slice(lastStar + 1).map(nameOf);
  return [...first, ...last].some((name) => name !== undefined) ? { first, last, exact: star < 0 } : undefined;
}

/** The columns of a result under PostgreSQL's names; unchanged when their number is not the one the text promised. */
export function renameColumns<C extends { name: string }>(columns: readonly C[], names: ColumnNames): readonly C[] {
  const { first, last, exact } = names;
  if (exact ? columns.length !== first.length : columns.length < first.length + last.length) return columns;
  return columns.map((column, i) => {
    const name = i < first.length ? first[i] : last[i - columns.length + last.length];
    return name === undefined ? column : { ...column, name };
  });
}

function targetsOf(statement: Node): readonly Node[] | undefined {
  if ('SelectStmt' in statement) return targetsOfSelect(statement.SelectStmt);
  for (const changing of ['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']) {
    const body = (statement as unknown as Record<string, { returningClause?: { exprs?: Node[] } }>)[changing];
    if (body) return body.returningClause?.exprs;
  }
  return undefined;
}

function targetsOfSelect(select: SelectStmt): readonly Node[] | undefined {
  let leftmost = select;
  while (leftmost.larg) leftmost = leftmost.larg;
  const [row] = leftmost.valuesLists ?? [];
  if (row && 'List' in row)
    return (row.List.items ?? []).map((_, i): Node => ({ ResTarget: { val: { String: { sval: `column${i + 1}` } } } }));
  return leftmost.targetList;
}

/** A star, and the calls that DuckDB expands into several columns. */
function expands(target: Node): boolean {
  const value = 'ResTarget' in target ? target.ResTarget.val : undefined;
  if (!value) return true;
  if ('ColumnRef' in value) return value.ColumnRef.fields?.some((field) => 'A_Star' in field) ?? true;
  if ('A_Indirection' in value) return value.A_Indirection.indirection?.some((step) => 'A_Star' in step) ?? false;
  return 'FuncCall' in value && ['columns', 'unnest'].includes(nameParts(value.FuncCall.funcname).at(-1) ?? '');
}

function nameOf(target: Node): Name {
  const { name, val } = 'ResTarget' in target ? target.ResTarget : {};
  if (name !== undefined || !val || 'ColumnRef' in val) return undefined;
  if ('String' in val) return val.String.sval;
  return figure(val)?.name ?? '?column?';
}

const valueFunctions: Readonly<Record<string, string>> = {
  SVFOP_CURRENT_DATE: 'current_date',
  SVFOP_CURRENT_TIME: 'current_time',
  SVFOP_CURRENT_TIMESTAMP: 'current_timestamp',
  SVFOP_LOCALTIME: 'localtime',
  SVFOP_LOCALTIMESTAMP: 'localtimestamp',
  SVFOP_CURRENT_ROLE: 'current_role',
  SVFOP_CURRENT_USER: 'current_user',
  SVFOP_USER: 'user',
  SVFOP_SESSION_USER: 'session_user',
  SVFOP_CURRENT_CATALOG: 'current_catalog',
  SVFOP_CURRENT_SCHEMA: 'current_schema',
};

/** `weak` names give way to the type of a cast or to the word CASE. */
function figure(node: Node | undefined, depth = 0): { name: string; weak?: true } | undefined {
  if (!node || depth > 100) return undefined;
  const inner = (next: Node | undefined) => figure(next, depth + 1);
  const named = (name: string | undefined) => (name === undefined ? undefined : { name });
  if ('ColumnRef' in node) return named(nameParts(node.ColumnRef.fields).at(-1));
  if ('FuncCall' in node) return named(nameParts(node.FuncCall.funcname).at(-1));
  if ('A_Indirection' in node)
    return named(nameParts(node.A_Indirection.indirection).at(-1)) ?? inner(node.A_Indirection.arg);
  if ('A_Expr' in node) return node.A_Expr.kind === 'AEXPR_NULLIF' ? { name: 'nullif' } : undefined;
  if ('CollateClause' in node) return inner(node.CollateClause.arg);
  if ('TypeCast' in node) {
    const strong = inner(node.TypeCast.arg);
    if (strong && !strong.weak) return strong;
    const type = nameParts(node.TypeCast.typeName?.names).at(-1);
    return type === undefined ? strong : { name: type, weak: true };
  }
  if ('CaseExpr' in node) {
    const strong = inner(node.CaseExpr.defresult);
    return strong && !strong.weak ? strong : { name: 'case', weak: true };
  }
  if ('SubLink' in node) {
    const { subLinkType, subselect } = node.SubLink;
    if (subLinkType === 'EXISTS_SUBLINK') return { name: 'exists' };
    if (subLinkType === 'ARRAY_SUBLINK') return { name: 'array' };
    if (subLinkType !== 'EXPR_SUBLINK' || !subselect || !('SelectStmt' in subselect)) return undefined;
    const target = subselect.SelectStmt.targetList?.[0];
    return target && 'ResTarget' in target ? (named(target.ResTarget.name) ?? inner(target.ResTarget.val)) : undefined;
  }
  if ('SQLValueFunction' in node) return named(valueFunctions[node.SQLValueFunction.op ?? '']);
  if ('A_ArrayExpr' in node) return { name: 'array' };
  if ('RowExpr' in node) return { name: 'row' };
  if ('CoalesceExpr' in node) return { name: 'coalesce' };
  if ('GroupingFunc' in node) return { name: 'grouping' };
  if ('MinMaxExpr' in node) return { name: node.MinMaxExpr.op === 'IS_LEAST' ? 'least' : 'greatest' };
  return undefined;
}
