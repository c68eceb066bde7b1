/** `pg_proc`: the org's macros. DuckDB's macros have no types, so each argument is PostgreSQL's `any` (oid 2276). */

export const procedureRelations: readonly string[] = [
  `CREATE VIEW shim.pg.own_functions AS
     SELECT any_value(function_oid) AS oid, function_name AS name, any_value(schema_name) AS schema_name, parameters,
            function_type, any_value(macro_definition) AS body
       FROM duckdb_functions() WHERE database_name = current_database() AND NOT internal GROUP BY ALL`,
  `CREATE VIEW shim.pg.pg_proc AS
     SELECT f.oid, f.name AS proname, n.oid AS pronamespace, 10::BIGINT AS proowner, 14::BIGINT AS prolang, 'f' AS prokind,
            false AS prosecdef, false AS proleakproof, false AS proisstrict, f.function_type = 'table_macro' AS proretset,
            'v' AS provolatile, 'u' AS proparallel, len(f.parameters)::SMALLINT AS pronargs, 0::SMALLINT AS pronargdefaults,
            0::BIGINT AS provariadic, 2276::BIGINT AS prorettype, list_transform(f.parameters, p -> 2276::BIGINT) AS proargtypes,
            NULL::BIGINT[] AS proallargtypes, NULL::VARCHAR[] AS proargmodes, f.parameters AS proargnames,
            NULL::VARCHAR AS proargdefaults, f.body AS prosrc, NULL::VARCHAR AS probin, NULL::VARCHAR[] AS proconfig,
            NULL::VARCHAR[] AS proacl, 1255::BIGINT AS tableoid
       FROM shim.pg.own_functions f JOIN shim.pg.pg_namespace n ON n.nspname = f.schema_name`,
];
