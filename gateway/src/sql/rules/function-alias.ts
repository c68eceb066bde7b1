import type { RangeFunction } from 'libpg-query';
import { lastToken } from '../extent.ts';
import { nameParts, type Rule, sqlName } from '../rule.ts';

/** Functions that give one column. */
const oneColumn = new Set([
  'generate_series',
  'unnest',
  'generate_subscripts',
  'json_array_elements',
  'regexp_split_to_table',
]);

/** In PostgreSQL `generate_series(1, 3) s` names the column as well as the table; in DuckDB `s` is then a struct. */
export const functionAlias: Rule = {
  name: 'function-alias',
  nodes: ['RangeFunction'],
  apply({ node }, statement) {
    const { alias, coldeflist, functions, ordinality } = node as RangeFunction;
    const [only] = functions ?? [];
    if (!alias?.aliasname || alias.colnames || coldeflist || ordinality || functions?.length !== 1) return;
    const call = only && 'List' in only ? only.List.items?.[0] : undefined;
    if (!call || !('FuncCall' in call) || call.FuncCall.args?.length === 0) return;
    if (!oneColumn.has(nameParts(call.FuncCall.funcname).at(-1) ?? '')) return;
    const { source } = statement;
    const last = lastToken(source, call);
    if (last === undefined) return;
    const name = source.is(last + 1, 'as') ? last + 2 : last + 1;
    statement.insertAfter(name, `(${sqlName(alias.aliasname)})`);
  },
};
