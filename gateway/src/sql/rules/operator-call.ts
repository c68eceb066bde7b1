import type { A_Expr } from 'libpg-query';
import { endOfOperator, leftOperand, rightOperand } from '../extent.ts';
import { nameParts, type StatementEdits, type Visited } from '../rule.ts';

/** Name of a plain operator, `~` as well as `OPERATOR(pg_catalog.~)`. */
export function operatorName(expression: A_Expr): string | undefined {
  const parts = nameParts(expression.name);
  return parts.length === 1 || parts[0] === 'pg_catalog' ? parts.at(-1) : undefined;
}

/** Writes `left op right` as `head left, right tail`. Leaves the text alone when an operand's end cannot be told. */
export function operatorToCall(visited: Visited, statement: StatementEdits, head: string, tail: string): boolean {
  const { lexpr, rexpr, location } = visited.node as A_Expr;
  if (!lexpr || !rexpr || location === undefined) return false;
  const { source } = statement;
  const operator = source.tokenAt(location);
  const operatorEnd = endOfOperator(source, operator);
  const first = leftOperand(source, operator, lexpr);
  const last = rightOperand(source, operatorEnd, rexpr);
  if (first === undefined || last === undefined) return false;
  statement.nameColumn(visited, last, '?column?');
  statement.insertBefore(first, head);
  statement.replace(operator, operatorEnd, ',');
  statement.insertAfter(last, tail);
  return true;
}
