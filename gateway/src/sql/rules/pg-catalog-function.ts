import { pgCatalogFunctions, pgCatalogPlace } from '@brooder/contracts';
import type { FuncCall } from 'libpg-query';
import { lastToken } from '../extent.ts';
import { calledName, type Rule } from '../rule.ts';

/** `pg_get_userbyid(x)`, with or without `pg_catalog.`: the worker has it in its catalog database. */
export const pgCatalogFunction: Rule = {
  name: 'pg-catalog-function',
  nodes: ['FuncCall'],
  apply(visited, statement) {
    const call = visited.node as FuncCall;
    const name = calledName(call) ?? '';
    if (!pgCatalogFunctions.has(name) || call.location === undefined) return;
    const { source } = statement;
    let at = source.tokenAt(call.location);
    // The schema in front is function-schema's to remove.
    if (source.is(at + 1, '.')) at += 2;
    const last = lastToken(source, { FuncCall: call });
    if (last !== undefined) statement.nameColumn(visited, last, name);
    statement.insertBefore(at, `${pgCatalogPlace.catalog}.${pgCatalogPlace.schema}.`);
  },
};
