import type { CollateClause } from 'libpg-query';
import { nameParts, type Rule } from '../rule.ts';

/** `COLLATE pg_catalog.default`, which psql and dump tools write, says what holds anyway. */
export const defaultCollation: Rule = {
  name: 'default-collation',
  nodes: ['CollateClause'],
  apply({ node }, statement) {
    const { collname, location } = node as CollateClause;
    const parts = nameParts(collname);
    if (parts.at(-1) !== 'default' || location === undefined) return;
    const first = statement.source.tokenAt(location);
    statement.replace(first, first + 1 + (parts.length - 1) * 2, '');
  },
};
