import type { A_Expr } from 'libpg-query';
import { rightOperand } from '../extent.ts';
import { calledName, type Rule, stringConstant } from '../rule.ts';

/** Backslash escapes in PostgreSQL's LIKE patterns, and in DuckDB's only where the statement says so. */
export const likeEscape: Rule = {
  name: 'like-escape',
  nodes: ['A_Expr'],
  apply(visited, statement) {
    const { kind, rexpr, location } = visited.node as A_Expr;
    if ((kind !== 'AEXPR_LIKE' && kind !== 'AEXPR_ILIKE') || !rexpr || location === undefined) return;
    if ('FuncCall' in rexpr && calledName(rexpr.FuncCall) === 'like_escape') return;
    if (stringConstant(rexpr)?.includes('\\') === false) return;
    const { source } = statement;
    let operator = source.tokenAt(location);
    if (source.is(operator, 'not')) operator++;
    const last = rightOperand(source, operator, rexpr);
    if (last === undefined) return;
    statement.nameColumn(visited, last, '?column?');
    statement.insertAfter(last, " ESCAPE '\\'");
  },
};
