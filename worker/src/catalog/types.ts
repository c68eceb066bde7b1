/** `pg_type` and what turns DuckDB's type texts into its rows. Source of the numbers: PostgreSQL's `src/include/catalog/pg_type.dat`. */
import { quoteText } from '../sql-text.ts';

/** oid, name, name in SQL, bytes (-1: varies), category, preferred, storage, oid of its array, DuckDB's names. */
type BuiltinType = readonly [
  oid: number,
  name: string,
  sqlName: string,
  bytes: number,
  category: string,
  preferred: boolean,
  storage: string,
  array: number,
  duck: string,
];

const builtinTypes: readonly BuiltinType[] = [
  [16, 'bool', 'boolean', 1, 'B', true, 'p', 1000, 'BOOLEAN'],
  [17, 'bytea', 'bytea', -1, 'U', false, 'x', 1001, 'BLOB'],
  [18, 'char', '"char"', 1, 'Z', false, 'p', 1002, ''],
  [19, 'name', 'name', 64, 'S', false, 'p', 1003, ''],
  [20, 'int8', 'bigint', 8, 'N', false, 'p', 1016, 'BIGINT UINTEGER'],
  [21, 'int2', 'smallint', 2, 'N', false, 'p', 1005, 'SMALLINT TINYINT UTINYINT'],
  [22, 'int2vector', 'int2vector', -1, 'A', false, 'p', 1006, ''],
  [23, 'int4', 'integer', 4, 'N', false, 'p', 1007, 'INTEGER USMALLINT'],
  [24, 'regproc', 'regproc', 4, 'N', false, 'p', 1008, ''],
  [25, 'text', 'text', -1, 'S', true, 'x', 1009, 'VARCHAR UNION'],
  [26, 'oid', 'oid', 4, 'N', true, 'p', 1028, ''],
  [28, 'xid', 'xid', 4, 'U', false, 'p', 1011, ''],
  [30, 'oidvector', 'oidvector', -1, 'A', false, 'p', 1013, ''],
  [114, 'json', 'json', -1, 'U', false, 'x', 199, 'JSON MAP'],
  [700, 'float4', 'real', 4, 'N', false, 'p', 1021, 'FLOAT'],
  [701, 'float8', 'double precision', 8, 'N', true, 'p', 1022, 'DOUBLE'],
  [705, 'unknown', 'unknown', -2, 'X', false, 'p', 0, ''],
  [790, 'money', 'money', 8, 'N', false, 'p', 791, ''],
  [869, 'inet', 'inet', -1, 'I', true, 'm', 1041, ''],
  [1042, 'bpchar', 'character', -1, 'S', false, 'x', 1014, ''],
  [1043, 'varchar', 'character varying', -1, 'S', false, 'x', 1015, ''],
  [1082, 'date', 'date', 4, 'D', false, 'p', 1182, 'DATE'],
  [1083, 'time', 'time without time zone', 8, 'D', false, 'p', 1183, 'TIME TIME_NS'],
  [
    1114,
    'timestamp',
    'timestamp without time zone',
    8,
    'D',
    false,
    'p',
    1115,
    'TIMESTAMP TIMESTAMP_S TIMESTAMP_MS TIMESTAMP_NS',
  ],
  [1184, 'timestamptz', 'timestamp with time zone', 8, 'D', true, 'p', 1185, 'TIMESTAMP_WITH_TIME_ZONE'],
  [1186, 'interval', 'interval', 16, 'T', true, 'p', 1187, 'INTERVAL'],
  [1266, 'timetz', 'time with time zone', 12, 'D', false, 'p', 1270, 'TIME_WITH_TIME_ZONE'],
  [1560, 'bit', 'bit', -1, 'V', false, 'x', 1561, ''],
  [1562, 'varbit', 'bit varying', -1, 'V', true, 'x', 1563, 'BIT'],
  [1700, 'numeric', 'numeric', -1, 'N', false, 'm', 1231, 'DECIMAL HUGEINT UHUGEINT UBIGINT BIGNUM'],
  [2205, 'regclass', 'regclass', 4, 'N', false, 'p', 2210, ''],
  [2206, 'regtype', 'regtype', 4, 'N', false, 'p', 2211, ''],
  [2249, 'record', 'record', -1, 'P', false, 'x', 2287, 'STRUCT'],
  [2278, 'void', 'void', 4, 'P', false, 'p', 0, ''],
  [2950, 'uuid', 'uuid', 16, 'U', false, 'p', 2951, 'UUID'],
  [3802, 'jsonb', 'jsonb', -1, 'U', false, 'x', 3807, ''],
  [4089, 'regnamespace', 'regnamespace', 4, 'N', false, 'p', 4090, ''],
  [4096, 'regrole', 'regrole', 4, 'N', false, 'p', 4097, ''],
];

const rows = builtinTypes.flatMap(([oid, name, sqlName, bytes, category, preferred, storage, array, duck]) => {
  const kind = category === 'P' || category === 'X' ? 'p' : 'b';
  const row = (values: readonly (string | number | boolean)[]) =>
    `(${values.map((value) => (typeof value === 'string' ? quoteText(value) : String(value))).join(', ')})`;
  const element = row([oid, name, sqlName, bytes, kind, category, preferred, storage, 0, array, duck]);
  return array === 0
    ? [element]
    : [element, row([array, `_${name}`, `${sqlName}[]`, -1, kind, 'A', false, 'x', oid, 0, ''])];
});

/** Array types of an org's own enums have no oid in DuckDB; theirs is the enum's plus this. */
const enumArrayOffset = 1_000_000_000;

export const typeRelations: readonly string[] = [
  `CREATE TABLE shim.pg.builtin_types AS SELECT * FROM (VALUES ${rows.join(', ')})
     t(oid, name, sql_name, bytes, kind, category, preferred, storage, element, array_oid, duck)`,
  `CREATE TABLE shim.pg.duck_types AS
     SELECT replace(unnest(string_split(duck, ' ')), '_', ' ') AS duck, oid::BIGINT AS oid, array_oid::BIGINT AS array_oid
       FROM shim.pg.builtin_types WHERE duck <> ''
     UNION ALL SELECT unnest(['TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP_NS']), 1114, 1115
     UNION ALL SELECT 'TIME_NS', 1083, 1183`,
  `CREATE VIEW shim.pg.org_enums AS
     SELECT type_oid::BIGINT AS oid, type_name AS name, schema_oid, labels,
            'ENUM(' || list_aggregate(list_transform(labels, l -> '''' || replace(l, '''', '''''') || ''''), 'string_agg', ', ') || ')' AS duck
       FROM duckdb_types() WHERE logical_type = 'ENUM' AND NOT internal AND database_name = current_database()`,
  `CREATE VIEW shim.pg.all_types AS
     SELECT oid::BIGINT AS oid, name, sql_name, bytes, kind, category, preferred, storage, element::BIGINT AS element,
            array_oid::BIGINT AS array_oid, 11::BIGINT AS schema_oid FROM shim.pg.builtin_types
     UNION ALL SELECT oid, name, name, 4, 'e', 'E', false, 'p', 0, oid + ${enumArrayOffset}, schema_oid FROM shim.pg.org_enums
     UNION ALL SELECT oid + ${enumArrayOffset}, '_' || name, name || '[]', -1, 'b', 'A', false, 'x', oid, 0, schema_oid
       FROM shim.pg.org_enums`,
  `CREATE VIEW shim.pg.pg_type AS
     SELECT oid, name AS typname, schema_oid AS typnamespace, 10::BIGINT AS typowner, bytes::SMALLINT AS typlen,
            bytes BETWEEN 1 AND 8 AS typbyval, kind AS typtype, category AS typcategory, preferred AS typispreferred,
            true AS typisdefined, ',' AS typdelim, 0::BIGINT AS typrelid, 0::BIGINT AS typsubscript, element AS typelem,
            array_oid AS typarray,
            CASE WHEN category = 'A' THEN 'array_in' WHEN kind = 'e' THEN 'enum_in' ELSE name || 'in' END AS typinput,
            CASE WHEN category = 'A' THEN 'array_out' WHEN kind = 'e' THEN 'enum_out' ELSE name || 'out' END AS typoutput,
            CASE WHEN category = 'A' THEN 'array_recv' WHEN kind = 'e' THEN 'enum_recv' ELSE name || 'recv' END AS typreceive,
            CASE WHEN category = 'A' THEN 'array_send' WHEN kind = 'e' THEN 'enum_send' ELSE name || 'send' END AS typsend,
            '-' AS typmodin, '-' AS typmodout, '-' AS typanalyze, CASE WHEN bytes = 8 THEN 'd' ELSE 'i' END AS typalign,
            storage AS typstorage, false AS typnotnull, 0::BIGINT AS typbasetype, -1 AS typtypmod, 0 AS typndims,
            CASE WHEN category = 'S' THEN 100 ELSE 0 END::BIGINT AS typcollation, NULL::VARCHAR AS typdefaultbin,
            NULL::VARCHAR AS typdefault, NULL::VARCHAR[] AS typacl, 1247::BIGINT AS tableoid
       FROM shim.pg.all_types`,
  `CREATE VIEW shim.pg.pg_enum AS
     SELECT oid * 1000 + position AS oid, oid AS enumtypid, position::FLOAT AS enumsortorder, labels[position] AS enumlabel
       FROM (SELECT oid, labels, unnest(generate_series(1, len(labels))) AS position FROM shim.pg.org_enums)`,
];
