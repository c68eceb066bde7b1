import type { SelectStmt } from 'libpg-query';
import type { Rule } from '../rule.ts';

/** `SELECT … INTO t` is PostgreSQL's older `CREATE TABLE t AS SELECT …`. */
export const selectInto: Rule = {
  name: 'select-into',
  nodes: ['SelectStmt'],
  apply({ node, parent }, statement) {
    const target = (node as SelectStmt).intoClause?.rel;
    if (!target?.relname || target.location === undefined || parent) return;
    const { source } = statement;
    let last = source.tokenAt(target.location);
    const name = last;
    while (source.is(last + 1, '.')) last += 2;
    let into = name;
    while (into > 0 && !source.is(into, 'into')) into--;
    const first = source.tokens.findIndex((token) => token.start >= statement.start);
    const temporary = target.relpersistence === 't' ? 'TEMP ' : '';
    statement.insertBefore(
      first,
      `CREATE ${temporary}TABLE ${source.slice(source.tokens[name]!, source.tokens[last]!)} AS `,
    );
    statement.replace(into, last, '');
  },
};
