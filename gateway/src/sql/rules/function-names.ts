import type { FuncCall } from 'libpg-query';
import { lastToken } from '../extent.ts';
import { calledName, type Rule } from '../rule.ts';

/** Functions DuckDB has under another name, same arguments. */
const names: Readonly<Record<string, string>> = {
  json_build_object: 'json_object',
  jsonb_build_object: 'json_object',
  json_build_array: 'json_array',
  jsonb_build_array: 'json_array',
  json_agg: 'json_group_array',
  jsonb_agg: 'json_group_array',
  json_object_agg: 'json_group_object',
  jsonb_object_agg: 'json_group_object',
  jsonb_array_length: 'json_array_length',
  jsonb_pretty: 'json_pretty',
  to_jsonb: 'to_json',
  row_to_json: 'to_json',
  btrim: 'trim',
  cardinality: 'len',
};

export const functionNames: Rule = {
  name: 'function-names',
  nodes: ['FuncCall'],
  apply(visited, statement) {
    const call = visited.node as FuncCall;
    const called = calledName(call) ?? '';
    const name = Object.hasOwn(names, called) ? names[called] : undefined;
    if (!name || call.location === undefined) return;
    const { source } = statement;
    let at = source.tokenAt(call.location);
    if (source.is(at + 1, '.')) at += 2;
    if (!source.is(at, called)) return;
    const last = lastToken(source, { FuncCall: call });
    if (last !== undefined) statement.nameColumn(visited, last, called);
    statement.replace(at, at, name);
  },
};
