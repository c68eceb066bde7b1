import { expect, test } from 'vitest';
import { type LockedWarehouse, refusal } from './statement-check.ts';

const warehouse: LockedWarehouse = {
  database: 'Ducks',
  settings: new Set(['timezone', 'search_path', 'schema', 'memory_limit', 'allowed_directories', 'home_directory']),
  openSettings: new Set(['timezone', 'search_path', 'schema']),
};

const refused: Record<string, string> = {
  'logging by CALL': `CALL enable_logging(storage_path='/tmp/x')`,
  'logging as a table function': 'SELECT * FROM Enable_Logging()',
  'a comment before the parenthesis': 'FROM enable_logging /* x */ -- y\n ()',
  'a quoted function name': 'SELECT * FROM system.main."enable_logging"()',
  'a Unicode space before the parenthesis': 'FROM enable_logging\u00a0()',
  'a macro that hides the call': 'CREATE MACRO m() AS TABLE FROM enable_logging()',
  'the second of two statements': 'SELECT 1; CALL disable_logging()',
  'behind a string that looks like a comment': `SELECT '/*', '--' FROM disable_logging()`,
  'behind a dollar-quoted string': `SELECT $a$ ' $a$, * FROM disable_logging()`,
  'behind an escaped quote': `SELECT E'\\'', * FROM disable_logging() -- '`,
  'behind a nested comment': '/* /* */ */ CALL disable_logging()',
  'PRAGMA that prints statements': 'PRAGMA enable_profiling',
  'profiling by CALL': 'call enable_profiling()',
  'SQL as a computed value': `FROM query('CALL ' || 'enable_logging()')`,
  'SQL as a literal': `FROM query('FROM enable_logging()')`,
  'SQL as a literal in a literal': `FROM query('FROM query(''FROM enable_logging()'')')`,
  'SQL as two literals that join': `FROM query('FROM enable_'\n'logging()')`,
  'SQL as a parameter': 'FROM "query"($1)',
  'SQL as JSON': `FROM json_execute_serialized_sql(json_serialize_sql('select 1'))`,
  'the catalog’s own Postgres': `FROM postgres_query('meta', 'select 1')`,
  INSTALL: ' install httpfs',
  'FORCE INSTALL': 'FORCE INSTALL httpfs',
  LOAD: `-- hello\nLOAD '/tmp/evil.duckdb_extension'`,
  'UPDATE EXTENSIONS': 'UPDATE EXTENSIONS (httpfs)',
  'CREATE SECRET': `CREATE OR REPLACE TEMPORARY SECRET s (TYPE s3)`,
  'DROP SECRET': 'DROP PERSISTENT SECRET s',
  'DETACH of the warehouse': 'DETACH DATABASE IF EXISTS "ducks"',
  'DETACH of the PostgreSQL catalog': 'DETACH shim',
  'COPY with a device': `COPY t TO '/dev/stdout'`,
  'COPY with a process file': `COPY t FROM '/proc/self/fd/0'`,
  'SET of a locked setting': `SET GLOBAL memory_limit = '1GB'`,
  'RESET of a locked setting': 'RESET allowed_directories',
  'PRAGMA as SET': `PRAGMA home_directory = '/'`,
  'a quoted setting': `SET "memory_limit" = '1GB'`,
};
test.each(Object.entries(refused))('%s is refused', (_, sql) => {
  expect(refusal(sql, warehouse)).toMatchObject({ code: 'engine', sqlstate: '42501' });
});

const allowed: Record<string, string> = {
  'a plain query': 'SELECT 1',
  'a name inside a string': `SELECT 'call enable_logging()'`,
  'a name inside a comment': 'SELECT 1 -- enable_logging()\n',
  'a name inside a dollar quote': 'SELECT $$ enable_logging() $$',
  'a column of that name': 'CREATE TABLE t (enable_logging BOOLEAN); SELECT enable_logging FROM t',
  'a table called query': 'CREATE TABLE query (a INT); INSERT INTO query (a) VALUES (1)',
  'a harmless literal in query()': `FROM query('select 42')`,
  'SET of an open setting': `SET SESSION TimeZone = 'UTC'`,
  'SET of a variable': 'SET VARIABLE memory_limit = 1',
  'an UPDATE of a table called extensions2': 'UPDATE extensions2 SET a = 1',
  'PRAGMA that reads': `PRAGMA table_info('t')`,
  'COPY inside the warehouse': `COPY t TO '/data/ducks/t.parquet'`,
  'a text about /dev': `SELECT '/dev/null'`,
  'DETACH of another catalog': 'DETACH other',
  'an unknown setting, which DuckDB names in its error': 'SET no_such_setting = 1',
};
test.each(Object.entries(allowed))('%s passes', (_, sql) => {
  expect(refusal(sql, warehouse)).toBeUndefined();
});

test('COPY FROM STDIN never reads the input of the worker', () => {
  for (const sql of ['COPY t FROM STDIN', 'copy (select 1) to stdout', 'COPY t FROM /* c */ stdin (format csv)']) {
    expect(refusal(sql, warehouse)).toMatchObject({ sqlstate: '0A000' });
  }
});
