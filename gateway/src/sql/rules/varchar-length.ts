import type { TypeCast } from 'libpg-query';
import { firstToken, lastToken } from '../extent.ts';
import { nameParts, type Rule } from '../rule.ts';

/** `x::varchar(2)` cuts in PostgreSQL; DuckDB ignores the length. */
export const varcharLength: Rule = {
  name: 'varchar-length',
  nodes: ['TypeCast'],
  apply(visited, statement) {
    const cast = visited.node as TypeCast;
    const type = nameParts(cast.typeName?.names).at(-1) ?? '';
    const length = cast.typeName?.typmods?.[0];
    if (!['varchar', 'bpchar'].includes(type) || cast.typeName?.arrayBounds || !length || !('A_Const' in length))
      return;
    const { source } = statement;
    const first = firstToken(source, { TypeCast: cast });
    const last = lastToken(source, { TypeCast: cast });
    // `char` alone is char(1) without a length in the text; its location is then not that of a number.
    const size = length.A_Const.ival?.ival;
    if (first === undefined || last === undefined || !size) return;
    const field = cast.arg && 'ColumnRef' in cast.arg ? cast.arg.ColumnRef.fields?.at(-1) : undefined;
    statement.nameColumn(visited, last, field && 'String' in field ? (field.String.sval ?? type) : type);
    statement.insertBefore(first, 'left(');
    statement.insertAfter(last, `, ${size})`);
  },
};
