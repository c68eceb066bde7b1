import type { A_Expr } from 'libpg-query';
import type { Rule } from '../rule.ts';
import { operatorName, operatorToCall } from './operator-call.ts';

/** `a # b` is xor in PostgreSQL and a syntax error in DuckDB. */
export const bitXor: Rule = {
  name: 'bit-xor',
  nodes: ['A_Expr'],
  apply(visited, statement) {
    const expression = visited.node as A_Expr;
    if (expression.kind === 'AEXPR_OP' && operatorName(expression) === '#')
      operatorToCall(visited, statement, 'xor(', ')');
  },
};
