/**
 * PostgreSQL's catalog functions as macros. DuckDB puts an argument's text where the parameter stands, so inside a subquery no
 * column may be visible under a name that a caller's argument could have: each looks at columns called `shim_…` only.
 */

/** One value by oid: column `value` of the row of `relation` whose `key` is the argument. */
const lookUp = (relation: string, key: string, argument: string, value: string) =>
  `(SELECT max(shim_value) FROM (SELECT ${key} AS shim_key, ${value} AS shim_value FROM shim.pg.${relation}) shim_row
     WHERE shim_key = ${argument})`;

/** Schemas of the session's path, in its order. */
const searchPath = `list_concat(['pg_temp', 'pg_catalog'], current_schemas(false))`;

const visible = (relation: string, schema: string) =>
  `(SELECT max(shim_value) FROM (SELECT r.oid AS shim_key, list_contains(${searchPath}, n.nspname) AS shim_value
      FROM shim.pg.${relation} r JOIN shim.pg.pg_namespace n ON n.oid = r.${schema}) shim_row WHERE shim_key = object_oid)`;

/** A name as regclass reads it: parts unquoted, or in lower case. */
const nameParts = (text: string) =>
  `list_transform(regexp_extract_all(${text}, '"(?:[^"]|"")*"|[^."]+'),
     shim_p -> CASE WHEN starts_with(shim_p, '"') THEN replace(shim_p[2:-2], '""', '"') ELSE lower(shim_p) END)`;

/** Oids of the catalogs themselves, which clients compare `classoid` with. */
const catalogOids = `MAP {'pg_class': 1259, 'pg_type': 1247, 'pg_proc': 1255, 'pg_namespace': 2615, 'pg_attribute': 1249,
  'pg_database': 1262, 'pg_constraint': 2606, 'pg_attrdef': 2604, 'pg_roles': 12001, 'pg_trigger': 2620, 'pg_rewrite': 2618}`;

const macro = (signature: string, body: string) => `CREATE MACRO shim.pg.${signature} AS ${body}`;

/** A macro for each number of arguments, one body. */
const overloads = (name: string, lists: readonly string[], body: string) =>
  `CREATE MACRO shim.pg.${name} ${lists.map((list) => `(${list}) AS ${body}`).join(', ')}`;

/** Needed by the relations, so made before them. */
export const textFunctions: readonly string[] = [
  macro(
    'quote_ident(name_text)',
    `CASE WHEN regexp_full_match(name_text, '[a-z_][a-z0-9_$]*') THEN name_text
       ELSE '"' || replace(name_text, '"', '""') || '"' END`,
  ),
];

export const definitionFunctions: readonly string[] = [
  macro(
    'format_type(type_oid, type_mod)',
    `CASE WHEN type_oid IS NULL THEN NULL WHEN type_oid = 0 THEN '-' ELSE coalesce(
       CASE WHEN type_mod >= 4 AND type_oid IN (1700, 1231)
              THEN 'numeric(' || ((type_mod - 4) >> 16) || ',' || ((type_mod - 4) & 65535) || CASE type_oid WHEN 1231 THEN ')[]' ELSE ')' END
            WHEN type_mod >= 4 AND type_oid = 1043 THEN 'character varying(' || (type_mod - 4) || ')'
            WHEN type_mod >= 4 AND type_oid = 1042 THEN 'character(' || (type_mod - 4) || ')' END,
       ${lookUp('all_types', 'oid', 'type_oid', 'sql_name')}, '???') END`,
  ),
  overloads(
    'pg_get_expr',
    ['expression_text, relation_oid', 'expression_text, relation_oid, pretty'],
    'expression_text',
  ),
  overloads(
    'pg_get_constraintdef',
    ['object_oid', 'object_oid, pretty'],
    lookUp('constraint_texts', 'oid', 'object_oid', 'text'),
  ),
  `CREATE MACRO shim.pg.pg_get_indexdef
     (object_oid) AS ${lookUp('index_texts', 'oid', 'object_oid', 'text')},
     (object_oid, column_number, pretty) AS CASE WHEN column_number = 0 THEN ${lookUp('index_texts', 'oid', 'object_oid', 'text')}
       ELSE (SELECT max(shim_value[column_number]) FROM (SELECT oid AS shim_key, columns AS shim_value FROM shim.pg.index_texts) shim_row
              WHERE shim_key = object_oid) END`,
  overloads(
    'pg_get_viewdef',
    ['object_oid', 'object_oid, pretty'],
    `(SELECT max(shim_value) FROM (SELECT view_oid AS shim_key, regexp_replace(sql, '^CREATE\\s.*?\\sAS\\s+', ' ', 'is') AS shim_value
        FROM duckdb_views() WHERE database_name IN (current_database(), 'temp')) shim_row WHERE shim_key = object_oid)`,
  ),
  macro(
    'pg_get_function_result(object_oid)',
    lookUp(
      'own_functions',
      'oid',
      'object_oid',
      `CASE function_type WHEN 'table_macro' THEN 'SETOF record' ELSE 'any' END`,
    ),
  ),
  macro(
    'pg_get_function_arguments(object_oid)',
    lookUp('own_functions', 'oid', 'object_oid', `array_to_string(list_transform(parameters, p -> p || ' any'), ', ')`),
  ),
  macro(
    'pg_get_function_identity_arguments(object_oid)',
    lookUp('own_functions', 'oid', 'object_oid', `array_to_string(list_transform(parameters, p -> p || ' any'), ', ')`),
  ),
  macro(
    'pg_get_functiondef(object_oid)',
    lookUp(
      'own_functions',
      'oid',
      'object_oid',
      `'CREATE MACRO ' || name || '(' || array_to_string(parameters, ', ') || ') AS ' || CASE function_type WHEN 'table_macro' THEN 'TABLE ' ELSE '' END || body`,
    ),
  ),
  macro('pg_get_function_sqlbody(object_oid)', 'NULL::VARCHAR'),
  overloads('pg_get_ruledef', ['object_oid', 'object_oid, pretty'], 'NULL::VARCHAR'),
  overloads('pg_get_triggerdef', ['object_oid', 'object_oid, pretty'], 'NULL::VARCHAR'),
  macro('pg_get_statisticsobjdef_columns(object_oid)', 'NULL::VARCHAR'),
  macro('pg_get_partkeydef(object_oid)', 'NULL::VARCHAR'),
  macro('pg_get_serial_sequence(table_text, column_text)', 'NULL::VARCHAR'),
  overloads(
    'obj_description',
    ['object_oid', 'object_oid, catalog_name'],
    `(SELECT max(shim_value) FROM (SELECT objoid AS shim_key, description AS shim_value FROM shim.pg.pg_description
        WHERE objsubid = 0) shim_row WHERE shim_key = object_oid)`,
  ),
  macro(
    'col_description(object_oid, column_number)',
    `(SELECT max(shim_value) FROM (SELECT objoid AS shim_key, objsubid AS shim_column, description AS shim_value
        FROM shim.pg.pg_description) shim_row WHERE shim_key = object_oid AND shim_column = column_number)`,
  ),
  macro('shobj_description(object_oid, catalog_name)', 'NULL::VARCHAR'),
];

export const nameFunctions: readonly string[] = [
  macro(
    'to_regclass(name_text)',
    `(SELECT min_by(shim_oid, shim_rank) FROM (
        SELECT c.oid AS shim_oid, c.relname AS shim_name, n.nspname AS shim_schema, coalesce(list_position(${searchPath}, n.nspname), 1000) AS shim_rank
          FROM shim.pg.pg_class c JOIN shim.pg.pg_namespace n ON n.oid = c.relnamespace
        UNION ALL SELECT unnest(map_values(${catalogOids}))::BIGINT, unnest(map_keys(${catalogOids})), 'pg_catalog', 2) shim_row
      WHERE shim_name = ${nameParts('name_text')}[-1]
        AND CASE WHEN len(${nameParts('name_text')}) > 1 THEN shim_schema = ${nameParts('name_text')}[-2] ELSE shim_rank < 1000 END)`,
  ),
  macro(
    'to_regtype(name_text)',
    `(SELECT min(shim_oid) FROM (SELECT oid AS shim_oid, name AS shim_name, sql_name AS shim_sql FROM shim.pg.all_types) shim_row
       WHERE shim_name = regexp_replace(lower(trim(name_text)), '^pg_catalog\\.', '') OR shim_sql = regexp_replace(lower(trim(name_text)), '^pg_catalog\\.', '')
          OR MAP {'int': 'int4', 'decimal': 'numeric', 'float': 'float8', 'char': 'bpchar', 'string': 'text'}[lower(trim(name_text))] = shim_name)`,
  ),
  macro(
    'to_regnamespace(name_text)',
    `(SELECT max(shim_oid) FROM (SELECT oid AS shim_oid, nspname AS shim_name FROM shim.pg.pg_namespace) shim_row
       WHERE shim_name = ${nameParts('name_text')}[-1])`,
  ),
  macro('to_regrole(name_text)', 'CASE WHEN shim.pg.pg_get_userbyid(10) = name_text THEN 10::BIGINT END'),
  macro(
    'to_regproc(name_text)',
    `(SELECT max(shim_oid) FROM (SELECT oid AS shim_oid, name AS shim_name FROM shim.pg.own_functions) shim_row
       WHERE shim_name = ${nameParts('name_text')}[-1])`,
  ),
  // What casts to reg… types become: `…_in` gives the oid, also of an oid; `…_out` the name.
  macro(
    'regclass_in(object)',
    `coalesce(TRY_CAST(object AS BIGINT), shim.pg.to_regclass(object::VARCHAR),
       CASE WHEN object IS NOT NULL THEN error('relation "' || object || '" does not exist')::BIGINT END)`,
  ),
  macro(
    'regclass_out(object_oid)',
    `coalesce((SELECT max(shim_value) FROM (
        SELECT c.oid AS shim_key, CASE WHEN list_contains(${searchPath}, n.nspname) THEN '' ELSE shim.pg.quote_ident(n.nspname) || '.' END
               || shim.pg.quote_ident(c.relname) AS shim_value
          FROM shim.pg.pg_class c JOIN shim.pg.pg_namespace n ON n.oid = c.relnamespace
        UNION ALL SELECT unnest(map_values(${catalogOids}))::BIGINT, unnest(map_keys(${catalogOids}))) shim_row
       WHERE shim_key = object_oid), CASE object_oid WHEN 0 THEN '-' ELSE object_oid::VARCHAR END)`,
  ),
  macro(
    'regtype_in(object)',
    `coalesce(TRY_CAST(object AS BIGINT), shim.pg.to_regtype(object::VARCHAR),
       CASE WHEN object IS NOT NULL THEN error('type "' || object || '" does not exist')::BIGINT END)`,
  ),
  macro('regtype_out(object_oid)', 'shim.pg.format_type(object_oid, NULL)'),
  macro(
    'regnamespace_in(object)',
    `coalesce(TRY_CAST(object AS BIGINT), shim.pg.to_regnamespace(object::VARCHAR),
       CASE WHEN object IS NOT NULL THEN error('schema "' || object || '" does not exist')::BIGINT END)`,
  ),
  macro(
    'regnamespace_out(object_oid)',
    `coalesce(${lookUp('pg_namespace', 'oid', 'object_oid', 'nspname')}, object_oid::VARCHAR)`,
  ),
  macro(
    'regrole_in(object)',
    `coalesce(TRY_CAST(object AS BIGINT), shim.pg.to_regrole(object::VARCHAR),
       CASE WHEN object IS NOT NULL THEN error('role "' || object || '" does not exist')::BIGINT END)`,
  ),
  macro('regrole_out(object_oid)', 'shim.pg.pg_get_userbyid(object_oid)'),
  // Columns that hold a regproc are text already: the name of the function. An oid stays one, as text.
  macro(
    'regproc_in(object)',
    `coalesce(shim.pg.to_regproc(object::VARCHAR)::VARCHAR, regexp_replace(object::VARCHAR, '^pg_catalog\\.', ''))`,
  ),
  macro(
    'regproc_out(object)',
    `coalesce(${lookUp('own_functions', 'oid', 'TRY_CAST(object AS BIGINT)', 'name')}, object::VARCHAR)`,
  ),
];

export const visibilityFunctions: readonly string[] = [
  macro('pg_table_is_visible(object_oid)', visible('pg_class', 'relnamespace')),
  macro('pg_type_is_visible(object_oid)', visible('pg_type', 'typnamespace')),
  macro('pg_function_is_visible(object_oid)', visible('pg_proc', 'pronamespace')),
  ...[
    'pg_operator_is_visible',
    'pg_collation_is_visible',
    'pg_ts_config_is_visible',
    'pg_opclass_is_visible',
    'pg_conversion_is_visible',
    'pg_statistics_obj_is_visible',
    'pg_opfamily_is_visible',
    'pg_ts_dict_is_visible',
    'pg_ts_parser_is_visible',
    'pg_ts_template_is_visible',
  ].map((name) => macro(`${name}(object_oid)`, 'true')),
  macro(
    'current_schemas(with_implicit)',
    `CASE WHEN with_implicit THEN list_concat(['pg_catalog'], list_filter(current_schemas(false), shim_s -> shim_s <> 'pg_catalog'))
       ELSE current_schemas(false) END`,
  ),
];

/** Inside an org every user may do everything; who may connect is decided at the door. */
const privileges = [
  'table',
  'schema',
  'database',
  'column',
  'any_column',
  'sequence',
  'function',
  'type',
  'language',
  'tablespace',
];

export const serverFunctions: readonly string[] = [
  ...privileges.map((what) =>
    overloads(
      `has_${what}_privilege`,
      what === 'column' ? ['a, b, c', 'a, b, c, d'] : ['object, privilege', 'role, object, privilege'],
      'true',
    ),
  ),
  overloads('pg_has_role', ['role, privilege', 'member, role, privilege'], 'true'),
  macro('pg_encoding_to_char(encoding_number)', `CASE encoding_number WHEN 6 THEN 'UTF8' ELSE '' END`),
  macro('pg_char_to_encoding(encoding_name)', `CASE WHEN upper(encoding_name) IN ('UTF8', 'UTF-8') THEN 6 ELSE -1 END`),
  macro(
    'array_upper(list_value, dimension)',
    'CASE WHEN dimension = 1 AND len(list_value) > 0 THEN len(list_value)::INTEGER END',
  ),
  macro('array_lower(list_value, dimension)', 'CASE WHEN dimension = 1 AND len(list_value) > 0 THEN 1 END'),
  // Used in a select list, and in FROM WITH ORDINALITY, which DuckDB passes over for a macro: hence its second column.
  macro('pg_partition_ancestors(object_oid)', 'unnest(NULL::BIGINT[])'),
  macro('pg_partition_ancestors(object_oid)', 'TABLE SELECT object_oid AS relid, 1::BIGINT AS depth WHERE false'),
  // pgjdbc reads keys with it: element and its place, one row each.
  macro(
    '_pg_expandarray(list_value)',
    `unnest(list_transform(list_value, (shim_e, shim_i) -> {'x': shim_e, 'n': shim_i}))`,
  ),
  macro('getdatabaseencoding()', `'UTF8'`),
  macro('array_remove(list_value, removed)', 'list_filter(list_value, shim_e -> shim_e IS DISTINCT FROM removed)'),
  macro('pg_relation_is_publishable(object_oid)', 'false'),
  macro('pg_is_other_temp_schema(object_oid)', 'false'),
  macro('pg_my_temp_schema()', '0::BIGINT'),
  // DuckDB does not tell the bytes of a table cheaply; NULL says "not known" where 0 would be a lie.
  ...['pg_table_size', 'pg_relation_size', 'pg_total_relation_size', 'pg_indexes_size'].map((name) =>
    macro(`${name}(object_oid)`, 'NULL::BIGINT'),
  ),
  macro('pg_database_size(database)', 'NULL::BIGINT'),
  macro('pg_tablespace_location(object_oid)', `''`),
  macro(
    'pg_size_pretty(byte_count)',
    `CASE WHEN byte_count < 10240 THEN byte_count || ' bytes' ELSE (byte_count // 1024) || ' kB' END`,
  ),
];
