/**
 * The functions of DuckDB's C API that the engine uses, bound through koffi. Source: `duckdb.h` of DuckDB 1.5.
 *
 * `offload` runs a call on libuv's thread pool. Node sizes that pool once, at its first use, from UV_THREADPOOL_SIZE (4 by default), and
 * each running statement holds a thread of it: whoever starts a worker sets the variable. Where it is not set, this module sets it on import,
 * which is early enough unless the process used the pool before.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { blockingCalls, failures } from '@brooder/contracts';
import koffi, { type KoffiFunc } from 'koffi';

/** An address; functions answer `null` for a null pointer. */
export type Pointer = bigint;
/** Filled by an out parameter. */
export type PointerSlot = [Pointer | null];
/** A `duckdb_result` by value; only `internal` means anything. */
export interface ResultHandle {
  internal?: Pointer | null;
}
type Native<A extends unknown[], R> = KoffiFunc<(...args: A) => R>;
type Text = string | null;

process.env.UV_THREADPOOL_SIZE ??= String(blockingCalls);
koffi.config({ max_async_calls: 4096 });

koffi.struct('duckdb_result', {
  columnCount: 'uint64',
  rowCount: 'uint64',
  rowsChanged: 'uint64',
  columns: 'void *',
  error: 'void *',
  internal: 'void *',
});
koffi.struct('duckdb_progress', { percentage: 'double', rowsProcessed: 'uint64', totalRows: 'uint64' });
koffi.struct('duckdb_wide', { lower: 'uint64', upper: 'uint64' });
koffi.struct('duckdb_decimal', { width: 'uint8', scale: 'uint8', value: 'duckdb_wide' });
koffi.struct('duckdb_interval', { months: 'int32', days: 'int32', micros: 'int64' });
koffi.struct('duckdb_bytes', { data: 'const uint8_t *', size: 'uint64' });
koffi.struct('duckdb_bignum', { data: 'const uint8_t *', size: 'uint64', negative: 'bool' });
const releaseType = koffi.proto('void ArrowRelease(void *structure)');

const shared = koffi.load(libraryPath());

function bind<A extends unknown[], R>(declaration: string): Native<A, R> {
  return shared.func(declaration) as unknown as Native<A, R>;
}

export interface WideInteger {
  lower: bigint;
  upper: bigint;
}

/** Typed constructors whose C argument is passed by value; `type` of the one parameter stands between the parentheses. */
const valueMaker = <V>(name: string, type: string) =>
  bind<[value: V], Pointer>(`void *duckdb_create_${name}(${type} value)`);

export const duck = {
  libraryVersion: bind<[], string>('const char *duckdb_library_version()'),
  free: bind<[Pointer], void>('void duckdb_free(void *p)'),
  createConfig: bind<[PointerSlot], number>('int duckdb_create_config(_Out_ void **config)'),
  setConfig: bind<[Pointer, string, string], number>(
    'int duckdb_set_config(void *config, const char *name, const char *v)',
  ),
  destroyConfig: bind<[PointerSlot], void>('void duckdb_destroy_config(void **config)'),
  open: bind<[string, PointerSlot, Pointer, [Text]], number>(
    'int duckdb_open_ext(const char *path, _Out_ void **db, void *config, _Out_ const char **error)',
  ),
  close: bind<[PointerSlot], void>('void duckdb_close(void **db)'),
  connect: bind<[Pointer, PointerSlot], number>('int duckdb_connect(void *db, _Out_ void **connection)'),
  disconnect: bind<[PointerSlot], void>('void duckdb_disconnect(void **connection)'),
  interrupt: bind<[Pointer], void>('void duckdb_interrupt(void *connection)'),
  progress: bind<[Pointer], { percentage: number; rowsProcessed: number | bigint; totalRows: number | bigint }>(
    'duckdb_progress duckdb_query_progress(void *connection)',
  ),
  query: bind<[Pointer, string, ResultHandle], number>(
    'int duckdb_query(void *connection, const char *sql, _Out_ duckdb_result *result)',
  ),

  extract: bind<[Pointer, string, PointerSlot], number | bigint>(
    'uint64 duckdb_extract_statements(void *connection, const char *sql, _Out_ void **extracted)',
  ),
  extractError: bind<[Pointer], Text>('const char *duckdb_extract_statements_error(void *extracted)'),
  prepareExtracted: bind<[Pointer, Pointer, number, PointerSlot], number>(
    'int duckdb_prepare_extracted_statement(void *connection, void *extracted, uint64 index, _Out_ void **statement)',
  ),
  destroyExtracted: bind<[PointerSlot], void>('void duckdb_destroy_extracted(void **extracted)'),

  prepare: bind<[Pointer, string, PointerSlot], number>(
    'int duckdb_prepare(void *connection, const char *sql, _Out_ void **statement)',
  ),
  prepareError: bind<[Pointer], Text>('const char *duckdb_prepare_error(void *statement)'),
  destroyPrepare: bind<[PointerSlot], void>('void duckdb_destroy_prepare(void **statement)'),
  parameterCount: bind<[Pointer], number | bigint>('uint64 duckdb_nparams(void *statement)'),
  parameterType: bind<[Pointer, number], Pointer | null>(
    'void *duckdb_param_logical_type(void *statement, uint64 index)',
  ),
  statementType: bind<[Pointer], number>('int duckdb_prepared_statement_type(void *statement)'),
  statementColumnCount: bind<[Pointer], number | bigint>('uint64 duckdb_prepared_statement_column_count(void *s)'),
  statementColumnName: bind<[Pointer, number], Pointer | null>(
    'void *duckdb_prepared_statement_column_name(void *statement, uint64 index)',
  ),
  statementColumnType: bind<[Pointer, number], Pointer | null>(
    'void *duckdb_prepared_statement_column_logical_type(void *statement, uint64 index)',
  ),
  clearBindings: bind<[Pointer], number>('int duckdb_clear_bindings(void *statement)'),
  bindValue: bind<[Pointer, number, Pointer], number>(
    'int duckdb_bind_value(void *statement, uint64 index, void *value)',
  ),
  execute: bind<[Pointer, ResultHandle], number>(
    'int duckdb_execute_prepared_streaming(void *statement, _Out_ duckdb_result *result)',
  ),

  pending: bind<[Pointer, PointerSlot], number>(
    'int duckdb_pending_prepared_streaming(void *statement, _Out_ void **pending)',
  ),
  pendingTask: bind<[Pointer], number>('int duckdb_pending_execute_task(void *pending)'),
  pendingError: bind<[Pointer], Text>('const char *duckdb_pending_error(void *pending)'),
  executePending: bind<[Pointer, ResultHandle], number>(
    'int duckdb_execute_pending(void *pending, _Out_ duckdb_result *result)',
  ),
  destroyPending: bind<[PointerSlot], void>('void duckdb_destroy_pending(void **pending)'),
  executionIsFinished: bind<[Pointer], boolean>('bool duckdb_execution_is_finished(void *connection)'),
  resultError: bind<[ResultHandle], Text>('const char *duckdb_result_error(duckdb_result *result)'),
  resultErrorType: bind<[ResultHandle], number>('int duckdb_result_error_type(duckdb_result *result)'),
  resultReturnType: bind<[ResultHandle], number>('int duckdb_result_return_type(duckdb_result result)'),
  columnCount: bind<[ResultHandle], number | bigint>('uint64 duckdb_column_count(duckdb_result *result)'),
  columnName: bind<[ResultHandle, number], Text>('const char *duckdb_column_name(duckdb_result *result, uint64 index)'),
  columnType: bind<[ResultHandle, number], Pointer>(
    'void *duckdb_column_logical_type(duckdb_result *result, uint64 index)',
  ),
  fetchChunk: bind<[ResultHandle], Pointer | null>('void *duckdb_fetch_chunk(duckdb_result result)'),
  destroyResult: bind<[ResultHandle], void>('void duckdb_destroy_result(duckdb_result *result)'),
  chunkSize: bind<[Pointer], number | bigint>('uint64 duckdb_data_chunk_get_size(void *chunk)'),
  chunkVector: bind<[Pointer, number], Pointer>('void *duckdb_data_chunk_get_vector(void *chunk, uint64 column)'),
  vectorData: bind<[Pointer], Pointer>('void *duckdb_vector_get_data(void *vector)'),
  destroyChunk: bind<[PointerSlot], void>('void duckdb_destroy_data_chunk(void **chunk)'),

  arrowOptions: bind<[Pointer, PointerSlot], void>(
    'void duckdb_connection_get_arrow_options(void *connection, _Out_ void **options)',
  ),
  destroyArrowOptions: bind<[PointerSlot], void>('void duckdb_destroy_arrow_options(void **options)'),
  toArrowSchema: bind<[Pointer, readonly Pointer[], readonly string[], number, Pointer], Pointer | null>(
    'void *duckdb_to_arrow_schema(void *options, void **types, const char **names, uint64 count, void *out)',
  ),
  toArrow: bind<[Pointer, Pointer, Pointer], Pointer | null>(
    'void *duckdb_data_chunk_to_arrow(void *options, void *chunk, void *out)',
  ),
  fromArrowSchema: bind<[Pointer, Pointer, PointerSlot], Pointer | null>(
    'void *duckdb_schema_from_arrow(void *connection, void *schema, _Out_ void **converted)',
  ),
  fromArrow: bind<[Pointer, Pointer, Pointer, PointerSlot], Pointer | null>(
    'void *duckdb_data_chunk_from_arrow(void *connection, void *array, void *converted, _Out_ void **chunk)',
  ),
  destroyConvertedSchema: bind<[PointerSlot], void>('void duckdb_destroy_arrow_converted_schema(void **converted)'),

  errorType: bind<[Pointer], number>('int duckdb_error_data_error_type(void *error)'),
  errorMessage: bind<[Pointer], string>('const char *duckdb_error_data_message(void *error)'),
  destroyError: bind<[PointerSlot], void>('void duckdb_destroy_error_data(void **error)'),

  appenderCreate: bind<[Pointer, Text, Text, string, PointerSlot], number>(
    'int duckdb_appender_create_ext(void *connection, const char *catalog, const char *schema, const char *table, _Out_ void **appender)',
  ),
  appenderErrorData: bind<[Pointer], Pointer>('void *duckdb_appender_error_data(void *appender)'),
  appenderColumnCount: bind<[Pointer], number | bigint>('uint64 duckdb_appender_column_count(void *appender)'),
  appenderChunk: bind<[Pointer, Pointer], number>('int duckdb_append_data_chunk(void *appender, void *chunk)'),
  appenderClear: bind<[Pointer], number>('int duckdb_appender_clear(void *appender)'),
  appenderClose: bind<[Pointer], number>('int duckdb_appender_close(void *appender)'),
  appenderDestroy: bind<[PointerSlot], number>('int duckdb_appender_destroy(void **appender)'),

  typeId: bind<[Pointer], number>('int duckdb_get_type_id(void *type)'),
  typeAlias: bind<[Pointer], Pointer | null>('void *duckdb_logical_type_get_alias(void *type)'),
  setTypeAlias: bind<[Pointer, string], void>('void duckdb_logical_type_set_alias(void *type, const char *alias)'),
  destroyType: bind<[PointerSlot], void>('void duckdb_destroy_logical_type(void **type)'),
  decimalWidth: bind<[Pointer], number>('uint8 duckdb_decimal_width(void *type)'),
  decimalScale: bind<[Pointer], number>('uint8 duckdb_decimal_scale(void *type)'),
  enumSize: bind<[Pointer], number>('uint32 duckdb_enum_dictionary_size(void *type)'),
  enumValue: bind<[Pointer, number], Pointer>('void *duckdb_enum_dictionary_value(void *type, uint64 index)'),
  listChild: bind<[Pointer], Pointer>('void *duckdb_list_type_child_type(void *type)'),
  arrayChild: bind<[Pointer], Pointer>('void *duckdb_array_type_child_type(void *type)'),
  arraySize: bind<[Pointer], number | bigint>('uint64 duckdb_array_type_array_size(void *type)'),
  mapKey: bind<[Pointer], Pointer>('void *duckdb_map_type_key_type(void *type)'),
  mapValue: bind<[Pointer], Pointer>('void *duckdb_map_type_value_type(void *type)'),
  structSize: bind<[Pointer], number | bigint>('uint64 duckdb_struct_type_child_count(void *type)'),
  structName: bind<[Pointer, number], Pointer>('void *duckdb_struct_type_child_name(void *type, uint64 index)'),
  structChild: bind<[Pointer, number], Pointer>('void *duckdb_struct_type_child_type(void *type, uint64 index)'),
  unionSize: bind<[Pointer], number | bigint>('uint64 duckdb_union_type_member_count(void *type)'),
  unionName: bind<[Pointer, number], Pointer>('void *duckdb_union_type_member_name(void *type, uint64 index)'),
  unionMember: bind<[Pointer, number], Pointer>('void *duckdb_union_type_member_type(void *type, uint64 index)'),
  createType: bind<[number], Pointer>('void *duckdb_create_logical_type(int id)'),
  createDecimalType: bind<[number, number], Pointer>('void *duckdb_create_decimal_type(uint8 width, uint8 scale)'),
  createListType: bind<[Pointer], Pointer>('void *duckdb_create_list_type(void *child)'),
  createArrayType: bind<[Pointer, number], Pointer>('void *duckdb_create_array_type(void *child, uint64 size)'),
  createMapType: bind<[Pointer, Pointer], Pointer>('void *duckdb_create_map_type(void *key, void *value)'),
  createStructType: bind<[readonly Pointer[], readonly string[], number], Pointer | null>(
    'void *duckdb_create_struct_type(void **types, const char **names, uint64 count)',
  ),
  createUnionType: bind<[readonly Pointer[], readonly string[], number], Pointer | null>(
    'void *duckdb_create_union_type(void **types, const char **names, uint64 count)',
  ),
  createEnumType: bind<[readonly string[], number], Pointer | null>(
    'void *duckdb_create_enum_type(const char **names, uint64 count)',
  ),

  destroyValue: bind<[PointerSlot], void>('void duckdb_destroy_value(void **value)'),
  nullValue: bind<[], Pointer>('void *duckdb_create_null_value()'),
  boolean: valueMaker<boolean>('bool', 'bool'),
  int8: valueMaker<number>('int8', 'int8'),
  int16: valueMaker<number>('int16', 'int16'),
  int32: valueMaker<number>('int32', 'int32'),
  int64: valueMaker<bigint>('int64', 'int64'),
  uint8: valueMaker<number>('uint8', 'uint8'),
  uint16: valueMaker<number>('uint16', 'uint16'),
  uint32: valueMaker<number>('uint32', 'uint32'),
  uint64: valueMaker<bigint>('uint64', 'uint64'),
  hugeint: valueMaker<WideInteger>('hugeint', 'duckdb_wide'),
  uhugeint: valueMaker<WideInteger>('uhugeint', 'duckdb_wide'),
  uuid: valueMaker<WideInteger>('uuid', 'duckdb_wide'),
  decimal: valueMaker<{ width: number; scale: number; value: WideInteger }>('decimal', 'duckdb_decimal'),
  float: valueMaker<number>('float', 'float'),
  double: valueMaker<number>('double', 'double'),
  date: valueMaker<number>('date', 'int32'),
  time: valueMaker<bigint>('time', 'int64'),
  timeNs: valueMaker<bigint>('time_ns', 'int64'),
  timeTz: valueMaker<bigint>('time_tz_value', 'uint64'),
  timestamp: valueMaker<bigint>('timestamp', 'int64'),
  timestampTz: valueMaker<bigint>('timestamp_tz', 'int64'),
  timestampS: valueMaker<bigint>('timestamp_s', 'int64'),
  timestampMs: valueMaker<bigint>('timestamp_ms', 'int64'),
  timestampNs: valueMaker<bigint>('timestamp_ns', 'int64'),
  interval: valueMaker<{ months: number; days: number; micros: bigint }>('interval', 'duckdb_interval'),
  bit: valueMaker<{ data: Uint8Array; size: number }>('bit', 'duckdb_bytes'),
  bignum: valueMaker<{ data: Uint8Array; size: number; negative: boolean }>('bignum', 'duckdb_bignum'),
  blob: bind<[Uint8Array, number], Pointer>('void *duckdb_create_blob(const uint8_t *data, uint64 size)'),
  varchar: bind<[Uint8Array, number], Pointer>('void *duckdb_create_varchar_length(const uint8_t *data, uint64 size)'),
  structValue: bind<[Pointer, readonly Pointer[]], Pointer | null>(
    'void *duckdb_create_struct_value(void *type, void **values)',
  ),
  listValue: bind<[Pointer, readonly Pointer[], number], Pointer | null>(
    'void *duckdb_create_list_value(void *child, void **values, uint64 count)',
  ),
  arrayValue: bind<[Pointer, readonly Pointer[], number], Pointer | null>(
    'void *duckdb_create_array_value(void *child, void **values, uint64 count)',
  ),
  mapValueOf: bind<[Pointer, readonly Pointer[], readonly Pointer[], number], Pointer | null>(
    'void *duckdb_create_map_value(void *type, void **keys, void **values, uint64 count)',
  ),
};

/** Runs a C call off the event loop. Its pointer arguments must stay valid until the promise settles. */
export function offload<A extends unknown[], R>(native: Native<A, R>, ...args: A): Promise<R> {
  return new Promise((resolve, reject) => {
    const settled = (error: unknown, value: R) => (error ? reject(error) : resolve(value));
    (native.async as (...all: unknown[]) => void)(...args, settled);
  });
}

/** Calls the `release` function of an Arrow C structure. */
export function callRelease(release: Pointer, structure: Pointer): void {
  koffi.call(release, releaseType, structure);
}

/** The same off the event loop: giving back hundreds of megabytes takes the kernel tens of milliseconds. */
export function offloadRelease(release: Pointer, structure: Pointer): Promise<void> {
  const native = koffi.decode(release, releaseType) as Native<[Pointer], void>;
  return offload(native, structure);
}

/** Address of a C function that takes one pointer and does nothing with a null one; stands in for a release callback. */
export const inertRelease: Pointer = koffi.address(shared.symbol('duckdb_destroy_error_data'));

/** Text of a `char *` the caller must free, freed here. */
export function takeText(text: Pointer | null): string {
  if (text === null) return '';
  const value = koffi.decode.string(text);
  duck.free(text);
  return value;
}

function libraryPath(): string {
  const names: Partial<Record<NodeJS.Platform, string>> = { linux: 'libduckdb.so', darwin: 'libduckdb.dylib' };
  const platform = `${process.platform}-${process.arch}`;
  const name = names[process.platform];
  try {
    // The platform package belongs to @duckdb/node-bindings, which belongs to @duckdb/node-api: resolve along that line.
    const api = createRequire(createRequire(import.meta.url).resolve('@duckdb/node-api'));
    const bindings = createRequire(api.resolve('@duckdb/node-bindings'));
    if (name) return path.join(path.dirname(bindings.resolve(`@duckdb/node-bindings-${platform}/duckdb.node`)), name);
  } catch (cause) {
    throw failures.missingFile({ file: `@duckdb/node-bindings-${platform}/${name}` }, { cause });
  }
  throw failures.unsupported({ what: `DuckDB on ${platform}`, instead: 'Run the worker on Linux or macOS.' });
}
