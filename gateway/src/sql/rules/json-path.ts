import type { A_Expr } from 'libpg-query';
import { parseArrayLiteral } from '../array-literal.ts';
import { endOfOperator, leftOperand } from '../extent.ts';
import { type Rule, sqlString, stringConstant } from '../rule.ts';
import { operatorName } from './operator-call.ts';

const functions: Readonly<Record<string, string>> = { '#>': 'json_extract', '#>>': 'json_extract_string' };

/** `j #>> '{a,0}'` with a constant path; DuckDB has the function and a JSON path instead. */
export const jsonPath: Rule = {
  name: 'json-path',
  nodes: ['A_Expr'],
  apply(visited, statement) {
    const expression = visited.node as A_Expr;
    const call = functions[operatorName(expression) ?? ''];
    const steps = parseArrayLiteral(stringConstant(expression.rexpr) ?? '');
    if (!call || !steps || expression.location === undefined) return;
    const { source } = statement;
    const operator = source.tokenAt(expression.location);
    const constant = endOfOperator(source, operator) + 1;
    const first = leftOperand(source, operator, expression.lexpr);
    if (first === undefined || source.tokens[constant]?.kind !== 'string') return;
    const path = steps.map((step) =>
      /^\d+$/.test(String(step)) ? `[${step}]` : `."${String(step).replaceAll('"', '\\"')}"`,
    );
    statement.nameColumn(visited, constant, '?column?');
    statement.insertBefore(first, `${call}(`);
    statement.replace(operator, constant, `, ${sqlString(`$${path.join('')}`)})`);
  },
};
