/** Columns of tables, views and indexes: `pg_attribute` and `pg_attrdef`. */

/** Objects a session sees: those of its own catalog, and its temporary ones. */
export const own = `database_name IN (current_database(), 'temp') AND NOT internal`;

/** What indexes and constraints look columns up in; made before them. */
export const ownColumns: readonly string[] = [
  `CREATE VIEW shim.pg.own_columns AS
     SELECT table_oid AS relation, column_name AS name, column_index AS position, data_type, NOT is_nullable AS required,
            column_default AS default_text,
            regexp_replace(data_type, '(\\[\\d*\\])+$', '') AS element,
            CASE WHEN starts_with(element, 'ENUM(') THEN element ELSE regexp_replace(element, '\\(.*$', '') END AS element_name,
            data_type <> element AS is_array, len(string_split(data_type[len(element) + 1:], ']')) - 1 AS dimensions
       FROM duckdb_columns() WHERE ${own}`,
];

export const columnRelations: readonly string[] = [
  `CREATE VIEW shim.pg.pg_attribute AS
     SELECT a.*, t.bytes::SMALLINT AS attlen, t.bytes BETWEEN 1 AND 8 AS attbyval, 'i' AS attalign, t.storage AS attstorage,
            '' AS attcompression, -1 AS attstattarget, -1 AS attcacheoff, false AS atthasmissing, '' AS attidentity,
            '' AS attgenerated, false AS attisdropped, true AS attislocal, 0 AS attinhcount,
            CASE WHEN t.category = 'S' THEN 100 ELSE 0 END::BIGINT AS attcollation, NULL::VARCHAR[] AS attacl,
            NULL::VARCHAR[] AS attoptions, NULL::VARCHAR[] AS attfdwoptions, NULL::VARCHAR AS attmissingval
       FROM (
         SELECT c.relation AS attrelid, c.name AS attname,
                coalesce(CASE WHEN c.is_array THEN coalesce(d.array_oid, e.oid + 1000000000) ELSE coalesce(d.oid, e.oid) END,
                         CASE WHEN c.is_array THEN 1009 ELSE 25 END) AS atttypid,
                c.position::SMALLINT AS attnum, c.dimensions::INTEGER AS attndims,
                CASE WHEN c.element_name = 'DECIMAL' AND contains(c.element, '(')
                     THEN ((regexp_extract(c.element, '\\((\\d+)', 1)::INTEGER << 16)
                           | regexp_extract(c.element, ',\\s*(\\d+)', 1)::INTEGER) + 4
                     ELSE -1 END AS atttypmod,
                c.required AS attnotnull, c.default_text IS NOT NULL AS atthasdef
           FROM shim.pg.own_columns c
           LEFT JOIN shim.pg.duck_types d ON d.duck = c.element_name
           LEFT JOIN (SELECT duck, min(oid) AS oid FROM shim.pg.org_enums GROUP BY duck) e ON e.duck = c.element_name
         UNION ALL
         SELECT i.oid, i.columns[i.position], coalesce(a.type_oid, 25), i.position::SMALLINT, 0, -1, false, false
           FROM (SELECT oid, table_oid, columns, unnest(generate_series(1, len(columns))) AS position FROM shim.pg.own_indexes) i
           LEFT JOIN (SELECT c.relation, c.name, d.oid AS type_oid FROM shim.pg.own_columns c
                        JOIN shim.pg.duck_types d ON d.duck = c.element_name AND NOT c.is_array) a
             ON a.relation = i.table_oid AND a.name = i.columns[i.position]
       ) a LEFT JOIN shim.pg.all_types t ON t.oid = a.atttypid`,
  `CREATE VIEW shim.pg.pg_attrdef AS
     SELECT relation * 10000 + position AS oid, relation AS adrelid, position::SMALLINT AS adnum, default_text AS adbin, 2604::BIGINT AS tableoid
       FROM shim.pg.own_columns WHERE default_text IS NOT NULL`,
];
