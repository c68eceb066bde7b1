/** `pg_index` and `pg_constraint`. DuckDB gives the index behind a primary key or unique constraint no oid: it has the constraint's. */

/** Constraints have no oid in DuckDB; theirs is derived from the table's, above every oid that DuckDB counts. */
const constraintOid = '(1000000000 + (table_oid * 100 + constraint_index) % 3000000000)';

/** `[s, '((a + 1))', '"a b"']`: elements of DuckDB's text, quoted where they are no plain names. */
const elements = `list_transform(
  regexp_extract_all(expressions[2:-2], ' ?(''(?:[^'']|'''')*''|[^,]+)', 1),
  e -> CASE WHEN starts_with(e, '''') THEN replace(e[2:-2], '''''', '''') ELSE e END)`;

/** A column's name without the quotes DuckDB writes around it. */
const isQuoted = `starts_with(e, '"') AND ends_with(e, '"')`;
const bare = `replace(e[2:-2], '""', '"')`;
const unquoted = `CASE WHEN ${isQuoted} THEN ${bare} ELSE e END`;

/** DuckDB quotes names that are its keywords; PostgreSQL leaves most of them bare. */
const definition = `list_aggregate(
  list_transform(${elements}, e -> CASE WHEN ${isQuoted} THEN shim.pg.quote_ident(${bare}) ELSE e END), 'string_agg', ', ')`;

const quoted = (list: string) =>
  `list_aggregate(list_transform(${list}, e -> shim.pg.quote_ident(e)), 'string_agg', ', ')`;

export const indexRelations: readonly string[] = [
  `CREATE VIEW shim.pg.own_constraints AS
     SELECT ${constraintOid} AS oid, constraint_name AS name, schema_oid, schema_name, table_oid, table_name, constraint_type AS type,
            list_transform(constraint_column_indexes, i -> (i + 1)::SMALLINT) AS positions, constraint_column_names AS columns,
            expression, referenced_table, referenced_column_names AS referenced_columns
       FROM duckdb_constraints()
      WHERE database_name IN (current_database(), 'temp') AND constraint_type IN ('PRIMARY KEY', 'UNIQUE', 'CHECK', 'FOREIGN KEY')`,
  `CREATE VIEW shim.pg.foreign_keys AS
     SELECT schema_oid, table_oid, referenced_table FROM shim.pg.own_constraints WHERE type = 'FOREIGN KEY'`,
  `CREATE VIEW shim.pg.own_indexes AS
     SELECT oid, name, schema_oid, schema_name, table_oid, table_name, true AS is_unique, type = 'PRIMARY KEY' AS is_primary,
            columns, ${quoted('columns')} AS definition
       FROM shim.pg.own_constraints WHERE type IN ('PRIMARY KEY', 'UNIQUE')
     UNION ALL
     SELECT index_oid, index_name, schema_oid, schema_name, table_oid, table_name, is_unique, is_primary,
            list_transform(${elements}, e -> ${unquoted}), ${definition}
       FROM duckdb_indexes() WHERE database_name IN (current_database(), 'temp')`,
  `CREATE VIEW shim.pg.pg_index AS
     SELECT oid AS indexrelid, table_oid AS indrelid, len(columns)::SMALLINT AS indnatts, len(columns)::SMALLINT AS indnkeyatts,
            is_unique AS indisunique, false AS indnullsnotdistinct, is_primary AS indisprimary, false AS indisexclusion,
            true AS indimmediate, false AS indisclustered, true AS indisvalid, false AS indcheckxmin, true AS indisready,
            true AS indislive, false AS indisreplident,
            list_transform(columns, c -> coalesce(list_position(names, c), 0)::SMALLINT) AS indkey,
            list_transform(columns, c -> 0::BIGINT) AS indcollation, list_transform(columns, c -> 0::BIGINT) AS indclass,
            list_transform(columns, c -> 0::SMALLINT) AS indoption, NULL::VARCHAR AS indexprs, NULL::VARCHAR AS indpred
       FROM shim.pg.own_indexes
       JOIN (SELECT relation, list(name ORDER BY position) AS names FROM shim.pg.own_columns GROUP BY relation) ON relation = table_oid`,
  `CREATE VIEW shim.pg.pg_constraint AS
     SELECT c.oid, c.name AS conname, c.schema_oid AS connamespace,
            CASE c.type WHEN 'PRIMARY KEY' THEN 'p' WHEN 'UNIQUE' THEN 'u' WHEN 'CHECK' THEN 'c' ELSE 'f' END AS contype,
            false AS condeferrable, false AS condeferred, true AS convalidated, c.table_oid AS conrelid, 0::BIGINT AS contypid,
            CASE WHEN c.type IN ('PRIMARY KEY', 'UNIQUE') THEN c.oid ELSE 0 END AS conindid, 0::BIGINT AS conparentid,
            coalesce(r.table_oid, 0) AS confrelid, CASE WHEN r.table_oid IS NULL THEN ' ' ELSE 'a' END AS confupdtype,
            CASE WHEN r.table_oid IS NULL THEN ' ' ELSE 'a' END AS confdeltype,
            CASE WHEN r.table_oid IS NULL THEN ' ' ELSE 's' END AS confmatchtype,
            true AS conislocal, 0 AS coninhcount, true AS connoinherit, c.positions AS conkey,
            CASE WHEN r.table_oid IS NOT NULL
                 THEN list_transform(c.referenced_columns, n -> list_position(names, n)::SMALLINT) END AS confkey,
            NULL::BIGINT[] AS conpfeqop, NULL::BIGINT[] AS conppeqop, NULL::BIGINT[] AS conffeqop,
            NULL::SMALLINT[] AS confdelsetcols, NULL::BIGINT[] AS conexclop, c.expression AS conbin, 2606::BIGINT AS tableoid
       FROM shim.pg.own_constraints c
       LEFT JOIN duckdb_tables() r ON r.schema_oid = c.schema_oid
             AND r.table_name = c.referenced_table AND c.type = 'FOREIGN KEY'
       LEFT JOIN (SELECT relation, list(name ORDER BY position) AS names FROM shim.pg.own_columns GROUP BY relation)
              ON relation = r.table_oid`,
  `CREATE VIEW shim.pg.index_texts AS
     SELECT oid, columns, 'CREATE ' || CASE WHEN is_unique THEN 'UNIQUE ' ELSE '' END || 'INDEX ' || shim.pg.quote_ident(name)
            || ' ON ' || shim.pg.quote_ident(schema_name) || '.' || shim.pg.quote_ident(table_name)
            || ' USING btree (' || definition || ')' AS text
       FROM shim.pg.own_indexes`,
  `CREATE VIEW shim.pg.constraint_texts AS
     SELECT oid, CASE type
              WHEN 'CHECK' THEN 'CHECK (' || expression || ')'
              WHEN 'FOREIGN KEY' THEN 'FOREIGN KEY (' || ${quoted('columns')} || ') REFERENCES '
                || shim.pg.quote_ident(referenced_table) || '(' || ${quoted('referenced_columns')} || ')'
              ELSE type || ' (' || ${quoted('columns')} || ')' END AS text
       FROM shim.pg.own_constraints`,
];
