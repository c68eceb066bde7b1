import type { TruncateStmt } from 'libpg-query';
import type { Rule } from '../rule.ts';

/** DuckDB's TRUNCATE takes no `RESTART IDENTITY`, `CONTINUE IDENTITY`, `CASCADE` or `RESTRICT`. */
export const truncateOptions: Rule = {
  name: 'truncate-options',
  nodes: ['TruncateStmt'],
  apply({ node }, statement) {
    const { source } = statement;
    const options = new Set(['restart', 'continue', 'identity', 'cascade', 'restrict']);
    const last = (node as TruncateStmt).relations?.at(-1);
    if (!last || !('RangeVar' in last)) return;
    for (let at = source.tokenAt(last.RangeVar.location ?? 0) + 1; at < source.tokens.length; at++) {
      const token = source.tokens[at]!;
      if (token.end > statement.end) return;
      if (token.kind === 'word' && options.has(token.text)) statement.replace(at, at, '');
    }
  },
};
