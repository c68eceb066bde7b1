import { pgCatalogPlace, pgRegTypes } from '@brooder/contracts';
import type { TypeCast } from 'libpg-query';
import { firstToken, lastToken } from '../extent.ts';
import { nameParts, type Rule, type Visited } from '../rule.ts';

/**
 * `'t'::regclass`, `c.oid::regclass::text`, `CAST($1 AS regtype)`: DuckDB has no such types. The value is an oid; a name is made of it
 * where it is shown, that is, in a result column and in a cast to text.
 */
export const regCast: Rule = {
  name: 'reg-cast',
  nodes: ['TypeCast'],
  apply(visited, statement) {
    if (!isRegCast(visited)) return;
    const { arg, typeName, location } = visited.node as TypeCast;
    const { source } = statement;
    const cast = { TypeCast: visited.node as TypeCast };
    const [first, last] = [firstToken(source, cast), lastToken(source, cast)];
    if (first === undefined || last === undefined || location === undefined || location < 0) return;
    const type = nameParts(typeName?.names).at(-1)!;
    const field = arg && 'ColumnRef' in arg ? nameParts(arg.ColumnRef.fields).at(-1) : undefined;
    statement.nameColumn(visited, last, field ?? type);
    const place = `${pgCatalogPlace.catalog}.${pgCatalogPlace.schema}.${type}`;
    const [head, tail] = isShown(visited) ? [`${place}_out(${place}_in(`, '))'] : [`${place}_in(`, ')'];
    const operator = source.tokenAt(location);
    if (source.is(operator, '::')) {
      statement.insertBefore(first, head);
      statement.replace(operator, last, tail);
      return;
    }
    // CAST(x AS regclass)
    const typeAt = source.tokenAt(typeName?.location ?? 0);
    if (!source.is(operator, 'cast') || !source.is(typeAt - 1, 'as')) return;
    statement.replace(operator, operator + 1, head);
    statement.replace(typeAt - 1, last, tail);
  },
};

export function isRegCast({ kind, node }: Visited): boolean {
  if (kind !== 'TypeCast') return false;
  const { typeName } = node as TypeCast;
  const names = nameParts(typeName?.names);
  const [schema] = names.length > 1 ? names : ['pg_catalog'];
  return schema === 'pg_catalog' && !typeName?.arrayBounds && pgRegTypes.has(names.at(-1) ?? '');
}

const textTypes = new Set(['text', 'varchar', 'bpchar', 'name']);

function isShown({ parent }: Visited): boolean {
  if (parent?.kind === 'ResTarget') return true;
  if (parent?.kind !== 'TypeCast') return false;
  return textTypes.has(nameParts((parent.node as TypeCast).typeName?.names).at(-1) ?? '');
}
