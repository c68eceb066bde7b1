/** What stands beside the org's objects: its one database, the session's role, its settings. */

/** The worker sets this variable when it opens a session. A tenant may change it: it names an owner, and decides nothing. */
export const userVariable = 'brooder_user';

export const serverRelations: readonly string[] = [
  `CREATE MACRO shim.pg.pg_get_userbyid(role_oid) AS
     CASE WHEN role_oid = 10 THEN coalesce(getvariable('${userVariable}')::VARCHAR, 'brooder') ELSE 'unknown (OID=' || role_oid || ')' END`,
  `CREATE VIEW shim.pg.pg_roles AS
     SELECT 10::BIGINT AS oid, shim.pg.pg_get_userbyid(10) AS rolname, false AS rolsuper, true AS rolinherit,
            false AS rolcreaterole, false AS rolcreatedb, true AS rolcanlogin, false AS rolreplication, -1 AS rolconnlimit,
            '********' AS rolpassword, NULL::TIMESTAMPTZ AS rolvaliduntil, false AS rolbypassrls, NULL::VARCHAR[] AS rolconfig`,
  `CREATE VIEW shim.pg.pg_user AS
     SELECT rolname AS usename, oid AS usesysid, rolcreatedb AS usecreatedb, rolsuper AS usesuper, rolreplication AS userepl,
            rolbypassrls AS usebypassrls, rolpassword AS passwd, rolvaliduntil AS valuntil, rolconfig AS useconfig
       FROM shim.pg.pg_roles`,
  `CREATE VIEW shim.pg.pg_database AS
     SELECT database_oid AS oid, database_name AS datname, 10::BIGINT AS datdba, 6 AS encoding, 'c' AS datlocprovider,
            false AS datistemplate, true AS datallowconn, -1 AS datconnlimit, 0::BIGINT AS datfrozenxid, 0::BIGINT AS datminmxid,
            1663::BIGINT AS dattablespace, 'C' AS datcollate, 'C' AS datctype, NULL::VARCHAR AS daticulocale,
            NULL::VARCHAR AS datcollversion, NULL::VARCHAR[] AS datacl
       FROM duckdb_databases() WHERE database_name = current_database()`,
  `CREATE VIEW shim.pg.pg_tablespace AS
     SELECT 1663::BIGINT AS oid, 'pg_default' AS spcname, 10::BIGINT AS spcowner, NULL::VARCHAR[] AS spcacl,
            NULL::VARCHAR[] AS spcoptions`,
  `CREATE VIEW shim.pg.pg_collation AS
     SELECT 100::BIGINT AS oid, 'default' AS collname, 11::BIGINT AS collnamespace, 10::BIGINT AS collowner,
            'd' AS collprovider, true AS collisdeterministic, -1 AS collencoding, NULL::VARCHAR AS collcollate,
            NULL::VARCHAR AS collctype, NULL::VARCHAR AS colliculocale, NULL::VARCHAR AS collversion`,
  `CREATE VIEW shim.pg.pg_language AS
     SELECT 14::BIGINT AS oid, 'sql' AS lanname, 10::BIGINT AS lanowner, false AS lanispl, true AS lanpltrusted,
            0::BIGINT AS lanplcallfoid, 0::BIGINT AS laninline, 0::BIGINT AS lanvalidator, NULL::VARCHAR[] AS lanacl, 2612::BIGINT AS tableoid`,
  `CREATE VIEW shim.pg.pg_settings AS
     SELECT name, value AS setting, NULL::VARCHAR AS unit, 'DuckDB' AS category, description AS short_desc,
            NULL::VARCHAR AS extra_desc, 'user' AS context, lower(input_type) AS vartype, 'default' AS source,
            NULL::VARCHAR AS min_val, NULL::VARCHAR AS max_val, NULL::VARCHAR[] AS enumvals, value AS boot_val, value AS reset_val,
            NULL::VARCHAR AS sourcefile, NULL::INTEGER AS sourceline, false AS pending_restart
       FROM duckdb_settings()`,
];
