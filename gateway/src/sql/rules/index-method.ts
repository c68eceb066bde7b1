import type { IndexStmt } from 'libpg-query';
import type { Rule } from '../rule.ts';

/** `USING btree` names PostgreSQL's default; DuckDB has one kind of index and no name for it there. */
export const indexMethod: Rule = {
  name: 'index-method',
  nodes: ['IndexStmt'],
  apply({ node }, statement) {
    const { accessMethod, relation } = node as IndexStmt;
    if (accessMethod !== 'btree' || relation?.location === undefined) return;
    const { source } = statement;
    for (let at = source.tokenAt(relation.location); at < source.tokens.length; at++) {
      if (source.is(at, '(')) return;
      if (source.is(at, 'using')) return statement.replace(at, at + 1, '');
    }
  },
};
