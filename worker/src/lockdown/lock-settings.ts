import { quoteText } from '../sql-text.ts';

/**
 * What a session may still SET once the configuration is locked; 1.5.5 takes exactly these of those a SQL client needs. `schema`
 * and `search_path` are open even without being listed.
 */
export const openSettings: readonly string[] = [
  'timezone',
  'calendar',
  'search_path',
  'schema',
  'integer_division',
  'default_null_order',
];

/**
 * How a Postgres session differs from DuckDB's own dialect: 7/2 is 3, and NULL sorts as the largest value. Set for the session alone;
 * Flight clients speak DuckDB's dialect.
 */
export const postgresDialect = `SET SESSION integer_division = true; SET SESSION default_null_order = 'nulls_last_on_asc_first_on_desc'`;

/** Runs before the first secret is made or looked for: DuckDB refuses to change this afterwards. */
export const secretsStayInMemory = 'SET GLOBAL allow_persistent_secrets = false';

/**
 * The statements that close an activated instance, in the order that 1.5.5 needs: directories before external access goes off,
 * the lock last. The spill directory needs no entry: DuckDB adds it, and spilling goes on after the lock.
 */
export function lockStatements(directories: readonly string[]): readonly string[] {
  return [
    `SET GLOBAL allowed_directories = [${directories.map(quoteText).join(', ')}]`,
    `SET GLOBAL allowed_configs = [${openSettings.map(quoteText).join(', ')}]`,
    'SET GLOBAL autoinstall_known_extensions = false',
    'SET GLOBAL autoload_known_extensions = false',
    'SET GLOBAL allow_community_extensions = false',
    'SET GLOBAL enable_external_access = false',
    'SET GLOBAL lock_configuration = true',
  ];
}
