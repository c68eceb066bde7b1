import type { FuncCall } from 'libpg-query';
import { nameParts, type Rule } from '../rule.ts';

/** `pg_catalog.lower(x)`: DuckDB keeps most functions in other schemas and finds them without one. */
export const functionSchema: Rule = {
  name: 'function-schema',
  nodes: ['FuncCall'],
  apply({ node }, statement) {
    const { funcname, location } = node as FuncCall;
    if (nameParts(funcname)[0] !== 'pg_catalog' || location === undefined) return;
    const first = statement.source.tokenAt(location);
    // SQL syntax such as EXTRACT is a pg_catalog function in the tree only.
    if (statement.source.is(first, 'pg_catalog') && statement.source.is(first + 1, '.'))
      statement.replace(first, first + 1, '');
  },
};
