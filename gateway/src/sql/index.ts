/** PostgreSQL's SQL made into DuckDB's. */
export { type ColumnNames, renameColumns } from './column-names.ts';
export { commandTag } from './command-tag.ts';
export { LruCache } from './lru.ts';
export { engineSearchPath, keepsSetting, type PgSetting, pgSettings } from './pg-settings.ts';
export { sqlName } from './rule.ts';
export { serverVersion } from './rules/session-functions.ts';
export type { PositionMap } from './splice.ts';
export type {
  GatewayAnswer,
  SessionSqlView,
  TransactionOp,
  TranslatedStatement,
  Translation,
  Translator,
} from './translation.ts';
export { createTranslator } from './translator.ts';
