import type { A_Expr, TypeCast } from 'libpg-query';
import { type ArrayItem, duckList, parseArrayLiteral } from '../array-literal.ts';
import { type Rule, sqlString, stringConstant } from '../rule.ts';

/** `'{1,2}'::int[]` and `= any('{1,2}')`: DuckDB writes lists as `[1, 2]`. */
export const arrayLiteral: Rule = {
  name: 'array-literal',
  nodes: ['TypeCast', 'A_Expr'],
  apply({ kind, node }, statement) {
    const operand =
      kind === 'TypeCast'
        ? (node as TypeCast).typeName?.arrayBounds && (node as TypeCast).arg
        : /^AEXPR_OP_(ANY|ALL)$/.test((node as A_Expr).kind ?? '') && (node as A_Expr).rexpr;
    if (!operand || !('A_Const' in operand)) return;
    const items = parseArrayLiteral(stringConstant(operand) ?? '');
    if (!items) return;
    const constant = statement.source.tokenAt(operand.A_Const.location ?? 0);
    if (statement.source.tokens[constant]?.kind !== 'string') return;
    // A cast gives the items their type; without one, numbers must look like numbers to be compared with a number.
    const write = kind === 'A_Expr' && onlyNumbers(items) ? (value: string) => value : sqlString;
    statement.replace(constant, constant, duckList(items, write));
  },
};

function onlyNumbers(items: readonly ArrayItem[]): boolean {
  return items.every((item) =>
    item === null || typeof item === 'string' ? item === null || /^-?\d+(\.\d+)?$/.test(item) : onlyNumbers(item),
  );
}
