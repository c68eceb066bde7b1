/** PostgreSQL's views over its catalog with names in place of oids. */

export const listings: readonly string[] = [
  `CREATE VIEW shim.pg.pg_tables AS
     SELECT n.nspname AS schemaname, c.relname AS tablename, shim.pg.pg_get_userbyid(10) AS tableowner,
            NULL::VARCHAR AS tablespace, c.relhasindex AS hasindexes, false AS hasrules, c.relhastriggers AS hastriggers,
            false AS rowsecurity
       FROM shim.pg.pg_class c JOIN shim.pg.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r'`,
  `CREATE VIEW shim.pg.pg_views AS
     SELECT n.nspname AS schemaname, c.relname AS viewname, shim.pg.pg_get_userbyid(10) AS viewowner,
            shim.pg.pg_get_viewdef(c.oid) AS definition
       FROM shim.pg.pg_class c JOIN shim.pg.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'v'`,
  `CREATE VIEW shim.pg.pg_indexes AS
     SELECT n.nspname AS schemaname, t.relname AS tablename, c.relname AS indexname, NULL::VARCHAR AS tablespace,
            shim.pg.pg_get_indexdef(c.oid) AS indexdef
       FROM shim.pg.pg_index i JOIN shim.pg.pg_class c ON c.oid = i.indexrelid JOIN shim.pg.pg_class t ON t.oid = i.indrelid
       JOIN shim.pg.pg_namespace n ON n.oid = c.relnamespace`,
  `CREATE VIEW shim.pg.pg_sequences AS
     SELECT schema_name AS schemaname, sequence_name AS sequencename, shim.pg.pg_get_userbyid(10) AS sequenceowner,
            'bigint' AS data_type, start_value, min_value, max_value, increment_by, cycle, 1::BIGINT AS cache_size, last_value
       FROM duckdb_sequences() WHERE database_name = current_database()`,
];
