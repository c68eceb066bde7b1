import type { SelectStmt } from 'libpg-query';
import type { Rule } from '../rule.ts';

/** `FOR UPDATE`, `FOR SHARE` …: DuckDB's snapshots take no row locks, so the clause is left out. */
export const lockingClause: Rule = {
  name: 'locking-clause',
  nodes: ['SelectStmt'],
  apply({ node }, statement) {
    if (!(node as SelectStmt).lockingClause) return;
    const { source } = statement;
    for (let at = 0; at < source.tokens.length; at++) {
      if (!source.is(at, 'for') || source.tokens[at]!.start < statement.start || source.tokens[at]!.end > statement.end)
        continue;
      let last = at + 1;
      if (source.is(last, 'no') && source.is(last + 1, 'key')) last += 2;
      else if (source.is(last, 'key')) last++;
      if (!source.is(last, 'update') && !source.is(last, 'share')) continue;
      if (source.is(last + 1, 'of')) {
        last += 2;
        while (source.is(last + 1, '.') || source.is(last + 1, ',')) last += 2;
      }
      if (source.is(last + 1, 'nowait')) last++;
      else if (source.is(last + 1, 'skip')) last += 2;
      // One pass removes the clauses of every select in the statement, and a second select finds its own already gone.
      const start = source.tokens[at]!.start;
      if (!statement.edits.some((edit) => edit.start === start)) statement.replace(at, last, '');
    }
  },
};
