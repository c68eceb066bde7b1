import type { TypeCast } from 'libpg-query';
import { nameParts, type Rule, sqlString, stringConstant } from '../rule.ts';

const withoutSeconds = /^(\s*\d{4}-\d\d-\d\d[ T]\d\d:\d\d)(\s*(?:Z|[+-]\d\d(?::?\d\d)?)\s*)$/;

/** DuckDB reads an offset only behind seconds: `timestamptz '2020-01-01 10:00+02'`. */
export const timestamptzLiteral: Rule = {
  name: 'timestamptz-literal',
  nodes: ['TypeCast'],
  apply({ node }, statement) {
    const { arg, typeName } = node as TypeCast;
    if (nameParts(typeName?.names).at(-1) !== 'timestamptz' || !arg || !('A_Const' in arg)) return;
    const parts = withoutSeconds.exec(stringConstant(arg) ?? '');
    if (!parts) return;
    const at = statement.source.tokenAt(arg.A_Const.location ?? 0);
    if (statement.source.tokens[at]?.kind === 'string')
      statement.replace(at, at, sqlString(`${parts[1]}:00${parts[2]}`));
  },
};
