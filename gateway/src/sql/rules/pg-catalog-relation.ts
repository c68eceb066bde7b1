import { pgCatalogPlace, pgCatalogRelations } from '@brooder/contracts';
import type { ColumnRef, Node, RangeVar } from 'libpg-query';
import { nameParts, type Rule, type StatementEdits, type Visited } from '../rule.ts';

/**
 * `pg_catalog.pg_class`, `pg_class` and `db.pg_catalog.pg_class` in a FROM clause, and columns written with the schema. As in PostgreSQL
 * the catalog is found before a table of the org; a WITH query of the same name is found before both.
 */
export const pgCatalogRelation: Rule = {
  name: 'pg-catalog-relation',
  nodes: ['RangeVar', 'ColumnRef'],
  apply(visited, statement) {
    if (visited.kind === 'ColumnRef') return column(visited.node as ColumnRef, statement);
    const { catalogname, schemaname, relname = '', location } = visited.node as RangeVar;
    if (!pgCatalogRelations.has(relname) || location === undefined) return;
    if (schemaname !== undefined && schemaname !== 'pg_catalog') return;
    if (catalogname !== undefined && catalogname !== statement.session.database) return;
    if (schemaname === undefined && isWithQuery(relname, visited)) return;
    const first = statement.source.tokenAt(location);
    const last = first + 2 * Number(schemaname !== undefined) + 2 * Number(catalogname !== undefined);
    if (catalogname !== undefined) statement.sessionDependent = true;
    statement.replace(first, last, `${pgCatalogPlace.catalog}.${pgCatalogPlace.schema}.${relname}`);
  },
};

/** `pg_catalog.pg_class.relname` is `pg_class.relname`. */
function column({ fields, location }: ColumnRef, statement: StatementEdits): void {
  const [schema, relation] = nameParts(fields);
  if (
    schema !== 'pg_catalog' ||
    fields!.length < 3 ||
    !pgCatalogRelations.has(relation ?? '') ||
    location === undefined
  )
    return;
  const first = statement.source.tokenAt(location);
  statement.replace(first, first + 1, '');
}

function isWithQuery(name: string, visited: Visited): boolean {
  for (let above = visited.parent; above; above = above.parent) {
    const { withClause } = above.node as { withClause?: { ctes?: Node[] } };
    if (withClause?.ctes?.some((cte) => 'CommonTableExpr' in cte && cte.CommonTableExpr.ctename === name)) return true;
  }
  return false;
}
