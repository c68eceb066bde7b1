/** Result schemas of the metadata commands, nullability as FlightSql.proto says it: ADBC compares them field by field. */
import type { ArrowField, ArrowSchema, ArrowType } from '@brooder/contracts';

const utf8: ArrowType = { kind: 'utf8', large: false };
const binary: ArrowType = { kind: 'binary', large: false };
const bool: ArrowType = { kind: 'bool' };
const int32: ArrowType = { kind: 'int', bits: 32, signed: true };
const int64: ArrowType = { kind: 'int', bits: 64, signed: true };
const uint8: ArrowType = { kind: 'int', bits: 8, signed: false };
const uint32: ArrowType = { kind: 'int', bits: 32, signed: false };

const required = (name: string, type: ArrowType, ...children: ArrowField[]): ArrowField => ({
  name,
  type,
  nullable: false,
  children,
});
const optional = (name: string, type: ArrowType, ...children: ArrowField[]): ArrowField => ({
  name,
  type,
  nullable: true,
  children,
});
const listOf = (name: string, nullable: boolean, item: ArrowField): ArrowField => ({
  name,
  type: { kind: 'list', large: false },
  nullable,
  children: [item],
});

const tables = [
  optional('catalog_name', utf8),
  optional('db_schema_name', utf8),
  required('table_name', utf8),
  required('table_type', utf8),
];

/** Exported, imported and cross-reference keys share one shape. */
const foreignKeys: ArrowSchema = {
  fields: [
    optional('pk_catalog_name', utf8),
    optional('pk_db_schema_name', utf8),
    required('pk_table_name', utf8),
    required('pk_column_name', utf8),
    optional('fk_catalog_name', utf8),
    optional('fk_db_schema_name', utf8),
    required('fk_table_name', utf8),
    required('fk_column_name', utf8),
    required('key_sequence', int32),
    optional('fk_key_name', utf8),
    optional('pk_key_name', utf8),
    required('update_rule', uint8),
    required('delete_rule', uint8),
  ],
};

export const flightSqlSchemas = {
  catalogs: { fields: [required('catalog_name', utf8)] },
  dbSchemas: { fields: [optional('catalog_name', utf8), required('db_schema_name', utf8)] },
  tables: { fields: tables },
  tablesWithSchema: { fields: [...tables, required('table_schema', binary)] },
  tableTypes: { fields: [required('table_type', utf8)] },
  sqlInfo: {
    fields: [
      required('info_name', uint32),
      required(
        'value',
        { kind: 'union', mode: 'dense', typeIds: [0, 1, 2, 3, 4, 5] },
        optional('string_value', utf8),
        optional('bool_value', bool),
        optional('bigint_value', int64),
        optional('int32_bitmask', int32),
        listOf('string_list', true, optional('item', utf8)),
        optional(
          'int32_to_int32_list_map',
          { kind: 'map', keysSorted: false },
          required(
            'entries',
            { kind: 'struct' },
            required('key', int32),
            listOf('value', true, optional('item', int32)),
          ),
        ),
      ),
    ],
  },
  primaryKeys: {
    fields: [
      optional('catalog_name', utf8),
      optional('db_schema_name', utf8),
      required('table_name', utf8),
      required('column_name', utf8),
      required('key_sequence', int32),
      optional('key_name', utf8),
    ],
  },
  exportedKeys: foreignKeys,
  importedKeys: foreignKeys,
  crossReference: foreignKeys,
  xdbcTypeInfo: {
    fields: [
      required('type_name', utf8),
      required('data_type', int32),
      optional('column_size', int32),
      optional('literal_prefix', utf8),
      optional('literal_suffix', utf8),
      listOf('create_params', true, required('item', utf8)),
      required('nullable', int32),
      required('case_sensitive', bool),
      required('searchable', int32),
      optional('unsigned_attribute', bool),
      required('fixed_prec_scale', bool),
      optional('auto_increment', bool),
      optional('local_type_name', utf8),
      optional('minimum_scale', int32),
      optional('maximum_scale', int32),
      required('sql_data_type', int32),
      optional('datetime_subcode', int32),
      optional('num_prec_radix', int32),
      optional('interval_precision', int32),
    ],
  },
} as const satisfies Record<string, ArrowSchema>;
