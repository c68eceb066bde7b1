import type { A_Expr } from 'libpg-query';
import { endOfOperator } from '../extent.ts';
import type { Rule } from '../rule.ts';
import { operatorName } from './operator-call.ts';

/** Operators another rule replaces whole. */
const replaced = new Set(['~', '~*', '!~', '!~*', '#', '#>', '#>>']);

/** `a OPERATOR(pg_catalog.=) b` */
export const operatorSchema: Rule = {
  name: 'operator-schema',
  nodes: ['A_Expr'],
  apply({ node }, statement) {
    const expression = node as A_Expr;
    const name = operatorName(expression);
    if (expression.kind !== 'AEXPR_OP' || !name || replaced.has(name) || expression.location === undefined) return;
    const operator = statement.source.tokenAt(expression.location);
    if (statement.source.is(operator, 'operator'))
      statement.replace(operator, endOfOperator(statement.source, operator), name);
  },
};
