import type { A_Expr } from 'libpg-query';
import type { Rule } from '../rule.ts';
import { operatorName, operatorToCall } from './operator-call.ts';

/** 's': a dot matches a line break, as in PostgreSQL. */
const calls: Readonly<Record<string, readonly [head: string, tail: string]>> = {
  '~': ['regexp_matches(', ", 's')"],
  '~*': ['regexp_matches(', ", 'si')"],
  '!~': ['(NOT regexp_matches(', ", 's'))"],
  '!~*': ['(NOT regexp_matches(', ", 'si'))"],
};

/** DuckDB's `~` matches the whole text, PostgreSQL's any part of it; `~*` is unknown to DuckDB. */
export const regexMatch: Rule = {
  name: 'regex-match',
  nodes: ['A_Expr'],
  apply(visited, statement) {
    const expression = visited.node as A_Expr;
    const call = expression.kind === 'AEXPR_OP' ? calls[operatorName(expression) ?? ''] : undefined;
    if (call) operatorToCall(visited, statement, ...call);
  },
};
