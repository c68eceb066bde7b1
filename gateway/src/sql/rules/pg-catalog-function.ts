import { pgCatalogFunctions, pgCatalogPlace } from '@brooder/contracts';
import type { FuncCall } from 'libpg-query';
import { lastToken } from '../extent.ts';
import { calledName, nameParts, type Rule } from '../rule.ts';

/** `pg_get_userbyid(x)`, with or without `pg_catalog.`: the worker has it in its catalog database. */
export const pgCatalogFunction: Rule = {
  name: 'pg-catalog-function',
  nodes: ['FuncCall'],
  apply(visited, statement) {
    const call = visited.node as FuncCall;
    const parts = nameParts(call.funcname);
    // The one function of information_schema that drivers call.
    const expands = parts.join('.') === 'information_schema._pg_expandarray';
    const name = expands ? '_pg_expandarray' : (calledName(call) ?? '');
    if (!pgCatalogFunctions.has(name) || call.location === undefined) return;
    const { source } = statement;
    let at = source.tokenAt(call.location);
    // The schema in front is function-schema's to remove.
    if (source.is(at + 1, '.')) at += 2;
    const last = lastToken(source, { FuncCall: call });
    if (last !== undefined) statement.nameColumn(visited, last, name);
    if (expands) statement.replace(at - 2, at - 1, '');
    statement.insertBefore(at, `${pgCatalogPlace.catalog}.${pgCatalogPlace.schema}.`);
  },
};
