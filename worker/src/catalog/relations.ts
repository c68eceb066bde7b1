/** `pg_class`, `pg_namespace` and what hangs on them: what stands in the org's catalog, and the temporary tables of the session. */
import { own } from './columns.ts';

/** Access methods by oid, as PostgreSQL numbers them. */
const heap = 2;
const btree = 403;

export const relationRelations: readonly string[] = [
  `CREATE VIEW shim.pg.pg_namespace AS
     SELECT oid, CASE WHEN database_name = 'temp' THEN 'pg_temp' ELSE schema_name END AS nspname, 10::BIGINT AS nspowner,
            NULL::VARCHAR[] AS nspacl
       FROM duckdb_schemas()
      WHERE database_name IN (current_database(), 'temp') AND schema_name NOT IN ('pg_catalog', 'information_schema')
     UNION ALL VALUES (11::BIGINT, 'pg_catalog', 10::BIGINT, NULL::VARCHAR[]),
                      (13::BIGINT, 'information_schema', 10::BIGINT, NULL::VARCHAR[])`,
  `CREATE VIEW shim.pg.own_relations AS
     SELECT table_oid AS oid, table_name AS name, schema_oid, 'r' AS kind, ${heap} AS method, column_count AS columns,
            check_constraint_count AS checks, index_count > 0 AS indexed, temporary, estimated_size AS rows
       FROM duckdb_tables() WHERE ${own}
     UNION ALL SELECT view_oid, view_name, schema_oid, 'v', 0, column_count, 0, false, temporary, 0
       FROM duckdb_views() WHERE ${own}
     UNION ALL SELECT sequence_oid, sequence_name, schema_oid, 'S', 0, 3, 0, false, temporary, 1
       FROM duckdb_sequences() WHERE database_name IN (current_database(), 'temp')
     UNION ALL SELECT oid, name, schema_oid, 'i', ${btree}, len(columns), 0, false, false, 0 FROM shim.pg.own_indexes`,
  `CREATE VIEW shim.pg.pg_class AS
     SELECT oid, name AS relname, schema_oid AS relnamespace, 0::BIGINT AS reltype, 0::BIGINT AS reloftype, 10::BIGINT AS relowner,
            method::BIGINT AS relam, oid AS relfilenode, 0::BIGINT AS reltablespace, 0 AS relpages, rows::FLOAT AS reltuples,
            0 AS relallvisible, 0::BIGINT AS reltoastrelid, indexed AS relhasindex, false AS relisshared,
            CASE WHEN temporary THEN 't' ELSE 'p' END AS relpersistence, kind AS relkind, columns::SMALLINT AS relnatts,
            checks::SMALLINT AS relchecks, kind = 'v' AS relhasrules, oid IN (SELECT table_oid FROM shim.pg.foreign_keys)
            OR (schema_oid, name) IN (SELECT (schema_oid, referenced_table) FROM shim.pg.foreign_keys) AS relhastriggers,
            false AS relhassubclass, false AS relrowsecurity, false AS relforcerowsecurity, true AS relispopulated,
            CASE kind WHEN 'r' THEN 'd' ELSE 'n' END AS relreplident, false AS relispartition, 0::BIGINT AS relrewrite,
            0::BIGINT AS relfrozenxid, 0::BIGINT AS relminmxid, NULL::VARCHAR[] AS relacl, NULL::VARCHAR[] AS reloptions,
            NULL::VARCHAR AS relpartbound, 1259::BIGINT AS tableoid
       FROM shim.pg.own_relations`,
  `CREATE VIEW shim.pg.pg_sequence AS
     SELECT sequence_oid AS seqrelid, 20::BIGINT AS seqtypid, start_value AS seqstart, increment_by AS seqincrement,
            max_value AS seqmax, min_value AS seqmin, 1::BIGINT AS seqcache, cycle AS seqcycle
       FROM duckdb_sequences() WHERE database_name IN (current_database(), 'temp')`,
  `CREATE VIEW shim.pg.pg_am AS
     SELECT * FROM (VALUES (${heap}::BIGINT, 'heap', 't'), (${btree}::BIGINT, 'btree', 'i')) t(oid, amname, amtype)`,
  `CREATE VIEW shim.pg.pg_description AS
     SELECT objoid, 1259::BIGINT AS classoid, objsubid, description FROM (
       SELECT table_oid AS objoid, 0 AS objsubid, comment AS description FROM duckdb_tables() WHERE ${own}
       UNION ALL SELECT view_oid, 0, comment FROM duckdb_views() WHERE ${own}
       UNION ALL SELECT table_oid, column_index, comment FROM duckdb_columns() WHERE ${own}
     ) WHERE description IS NOT NULL`,
];
