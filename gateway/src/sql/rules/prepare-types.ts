import type { PrepareStmt } from 'libpg-query';
import type { Rule } from '../rule.ts';

/** `PREPARE p (int, text) AS …`: DuckDB finds the types of parameters by itself and takes no list. */
export const prepareTypes: Rule = {
  name: 'prepare-types',
  nodes: ['PrepareStmt'],
  apply({ node }, statement) {
    if (!(node as PrepareStmt).argtypes) return;
    const { source } = statement;
    const first = source.tokens.findIndex((token) => token.start >= statement.start);
    // PREPARE name (
    const list = first + 2;
    const last = source.is(list, '(') ? source.mate(list) : undefined;
    if (last === undefined) return;
    statement.replace(list, last, '');
  },
};
