/**
 * The relations and functions of PostgreSQL's catalog that a worker has in its read-only catalog database. The gateway sends these
 * names there; a test of the worker finds each of them.
 */

/** Catalog and schema in front of each name; the org's database may not be called so. */
export const pgCatalogPlace = { catalog: 'shim', schema: 'pg' } as const;

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

export const pgCatalogRelations = words(`
  pg_aggregate pg_am pg_attrdef pg_attribute pg_auth_members pg_cast pg_class pg_collation pg_constraint pg_conversion pg_database
  pg_db_role_setting pg_default_acl pg_depend pg_description pg_enum pg_event_trigger pg_extension pg_foreign_data_wrapper pg_foreign_server
  pg_foreign_table pg_index pg_indexes pg_inherits pg_language pg_matviews pg_namespace pg_opclass pg_operator pg_opfamily
  pg_partitioned_table pg_policy pg_proc pg_publication pg_publication_namespace pg_publication_rel pg_range pg_rewrite pg_roles
  pg_sequence pg_sequences pg_settings pg_shdescription pg_statistic_ext pg_tables pg_tablespace pg_trigger pg_ts_config pg_type
  pg_user pg_user_mapping pg_views
`);

export const pgCatalogFunctions = words(`
  _pg_expandarray array_lower array_remove array_upper col_description current_schemas format_type getdatabaseencoding has_any_column_privilege has_column_privilege
  has_database_privilege has_function_privilege has_language_privilege has_schema_privilege has_sequence_privilege
  has_table_privilege has_tablespace_privilege has_type_privilege obj_description pg_char_to_encoding pg_collation_is_visible pg_conversion_is_visible
  pg_database_size pg_encoding_to_char pg_function_is_visible pg_get_constraintdef pg_get_expr pg_get_function_arguments
  pg_get_function_identity_arguments pg_get_function_result pg_get_function_sqlbody pg_get_functiondef pg_get_indexdef
  pg_get_partkeydef pg_get_ruledef pg_get_serial_sequence pg_get_statisticsobjdef_columns pg_get_triggerdef pg_get_userbyid
  pg_get_viewdef pg_has_role pg_indexes_size pg_is_other_temp_schema pg_my_temp_schema pg_opclass_is_visible
  pg_operator_is_visible pg_partition_ancestors pg_relation_is_publishable pg_relation_size pg_size_pretty pg_statistics_obj_is_visible pg_table_is_visible
  pg_table_size pg_tablespace_location pg_total_relation_size pg_ts_config_is_visible pg_type_is_visible quote_ident
  shobj_description to_regclass to_regnamespace to_regproc to_regrole to_regtype
`);

/** Types whose values are oids that read as names. Each has `<name>_in` (name or oid to oid) and `<name>_out` (oid to name). */
export const pgRegTypes = words('regclass regtype regnamespace regrole regproc');
