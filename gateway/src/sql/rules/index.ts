/** Every difference that is rewritten inside a statement, in the order in which rules look at a node. */
import type { Rule } from '../rule.ts';
import { advisoryLocks } from './advisory-locks.ts';
import { arrayLiteral } from './array-literal.ts';
import { bitXor } from './bit-xor.ts';
import { defaultCollation } from './default-collation.ts';
import { functionAlias } from './function-alias.ts';
import { functionNames } from './function-names.ts';
import { functionSchema } from './function-schema.ts';
import { indexMethod } from './index-method.ts';
import { jsonPath } from './json-path.ts';
import { likeEscape } from './like-escape.ts';
import { lockingClause } from './locking-clause.ts';
import { operatorSchema } from './operator-schema.ts';
import { pgCatalogFunction } from './pg-catalog-function.ts';
import { pgCatalogRelation } from './pg-catalog-relation.ts';
import { prepareTypes } from './prepare-types.ts';
import { regCast } from './reg-cast.ts';
import { regexMatch } from './regex-match.ts';
import { samplePercent } from './sample-percent.ts';
import { selectInto } from './select-into.ts';
import { sequenceColumns } from './sequence-columns.ts';
import { sessionFunctions } from './session-functions.ts';
import { timestamptzLiteral } from './timestamptz-literal.ts';
import { truncateOptions } from './truncate-options.ts';
import { typeNames } from './type-names.ts';
import { varcharLength } from './varchar-length.ts';

export const rules: readonly Rule[] = [
  advisoryLocks,
  regexMatch,
  bitXor,
  jsonPath,
  likeEscape,
  operatorSchema,
  arrayLiteral,
  varcharLength,
  timestamptzLiteral,
  sessionFunctions,
  functionNames,
  functionSchema,
  pgCatalogFunction,
  pgCatalogRelation,
  functionAlias,
  regCast,
  typeNames,
  defaultCollation,
  sequenceColumns,
  lockingClause,
  selectInto,
  indexMethod,
  truncateOptions,
  samplePercent,
  prepareTypes,
];

/** The rules that look at one kind of node. */
export const rulesByNode: ReadonlyMap<string, readonly Rule[]> = new Map(
  [...new Set(rules.flatMap((rule) => rule.nodes))].map((node) => [
    node,
    rules.filter((rule) => rule.nodes.includes(node)),
  ]),
);
