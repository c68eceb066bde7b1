/**
 * For tests: runs SQL on a real DuckDB and gives its Arrow C-data export, the same way a worker does.
 * Views read the engine's own memory, so encoders meet the buffers, offsets and null layouts they meet in production.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import type { ArrowArray, ArrowBatch, ArrowField, ArrowType, TimeUnit } from '@brooder/contracts';
import koffi from 'koffi';

const require = createRequire(import.meta.url);
const platform = `${process.platform}-${process.arch}`;
const binding = path.dirname(require.resolve(`@duckdb/node-bindings-${platform}/duckdb.node`));
const library = koffi.load(path.join(binding, process.platform === 'darwin' ? 'libduckdb.dylib' : 'libduckdb.so'));

type Pointer = bigint;
koffi.struct('duckdb_result', { a: 'uint64', b: 'uint64', c: 'uint64', d: 'void *', e: 'void *', f: 'void *' });
const open = library.func('int duckdb_open(const char*, _Out_ void** db)');
const connect = library.func('int duckdb_connect(void* db, _Out_ void** con)');
const query = library.func('int duckdb_query(void* con, const char* sql, _Out_ duckdb_result* res)');
const resultError = library.func('const char* duckdb_result_error(duckdb_result* res)');
const destroyResult = library.func('void duckdb_destroy_result(duckdb_result* res)');
const columnCount = library.func('uint64 duckdb_column_count(duckdb_result* res)');
const columnName = library.func('const char* duckdb_column_name(duckdb_result* res, uint64 i)');
const columnType = library.func('void* duckdb_column_logical_type(duckdb_result* res, uint64 i)');
const destroyType = library.func('void duckdb_destroy_logical_type(void** type)');
const arrowOptions = library.func('void duckdb_connection_get_arrow_options(void* con, _Out_ void** options)');
const toArrowSchema = library.func(
  'void* duckdb_to_arrow_schema(void* options, void** types, const char** names, uint64 n, void* out)',
);
const chunkToArrow = library.func('void* duckdb_data_chunk_to_arrow(void* options, void* chunk, void* out)');
const fetchChunk = library.func('void* duckdb_fetch_chunk(duckdb_result res)');
const destroyChunk = library.func('void duckdb_destroy_data_chunk(void** chunk)');
const errorMessage = library.func('const char* duckdb_error_data_message(void* error)');
const releaseSchema = koffi.proto('void ReleaseArrowSchema(void* schema)');
const releaseArray = koffi.proto('void ReleaseArrowArray(void* array)');

const view = (koffi as unknown as { view(address: Pointer, bytes: number): ArrayBuffer }).view;
const words = (address: Pointer, count: number) => new BigInt64Array(view(address, count * 8));
const text = (address: Pointer) => koffi.decode(address, 'char', -1) as string;

function check(error: unknown): void {
  if (error) throw new Error(errorMessage(error));
}

const timeUnits: Record<string, TimeUnit> = { s: 'second', m: 'millisecond', u: 'microsecond', n: 'nanosecond' };
const integers = 'cCsSiIlL';

/** Format strings of "The Arrow C data interface". */
function typeOf(format: string): ArrowType {
  const integer = integers.indexOf(format);
  if (integer >= 0 && format.length === 1)
    return { kind: 'int', bits: (8 << (integer >> 1)) as 8 | 16 | 32 | 64, signed: integer % 2 === 0 };
  if (format === 'n') return { kind: 'null' };
  if (format === 'b') return { kind: 'bool' };
  if (format === 'e' || format === 'f' || format === 'g')
    return { kind: 'float', bits: format === 'e' ? 16 : format === 'f' ? 32 : 64 };
  if (format === 'u' || format === 'U') return { kind: 'utf8', large: format === 'U' };
  if (format === 'z' || format === 'Z') return { kind: 'binary', large: format === 'Z' };
  if (format.startsWith('w:')) return { kind: 'fixed-size-binary', bytes: Number(format.slice(2)) };
  if (format.startsWith('d:')) {
    const [precision = 0, scale = 0, bits = 128] = format.slice(2).split(',').map(Number);
    return { kind: 'decimal', precision, scale, bits: bits as 32 | 64 | 128 | 256 };
  }
  if (format === 'tdD' || format === 'tdm') return { kind: 'date', unit: format === 'tdD' ? 'day' : 'millisecond' };
  if (format.startsWith('tt')) return { kind: 'time', unit: timeUnits[format[2]!]! };
  if (format.startsWith('ts')) {
    const timeZone = format.slice(4);
    return { kind: 'timestamp', unit: timeUnits[format[2]!]!, ...(timeZone ? { timeZone } : {}) };
  }
  if (format.startsWith('tD')) return { kind: 'duration', unit: timeUnits[format[2]!]! };
  if (format === 'tin') return { kind: 'interval', unit: 'month-day-nano' };
  if (format === '+l' || format === '+L') return { kind: 'list', large: format === '+L' };
  if (format.startsWith('+w:')) return { kind: 'fixed-size-list', size: Number(format.slice(3)) };
  if (format === '+s') return { kind: 'struct' };
  if (format === '+m') return { kind: 'map', keysSorted: false };
  if (format.startsWith('+us:'))
    return { kind: 'union', mode: 'sparse', typeIds: format.slice(4).split(',').map(Number) };
  throw new Error(`unknown Arrow format ${format}`);
}

function metadataOf(address: Pointer): Record<string, string> | undefined {
  if (address === 0n) return undefined;
  let at = address;
  const number = () => {
    const value = new Int32Array(view(at, 4))[0]!;
    at += 4n;
    return value;
  };
  const string = () => {
    const length = number();
    const value = length === 0 ? '' : Buffer.from(view(at, length)).toString();
    at += BigInt(length);
    return value;
  };
  const metadata: Record<string, string> = {};
  for (let left = number(); left > 0; left--) {
    const key = string();
    metadata[key] = string();
  }
  return metadata;
}

function fieldOf(address: Pointer): ArrowField {
  const [format, name, metadata, flags, childCount, children, dictionary] = words(address, 7) as unknown as bigint[];
  const pairs = metadataOf(metadata!);
  return {
    name: name === 0n ? '' : text(name!),
    type: typeOf(text(format!)),
    nullable: (flags! & 2n) !== 0n,
    children: childCount === 0n ? [] : Array.from(words(children!, Number(childCount)), fieldOf),
    ...(dictionary === 0n ? {} : { dictionary: { id: 0, ordered: false, valueField: fieldOf(dictionary!) } }),
    ...(pairs ? { metadata: pairs } : {}),
  };
}

/** Bytes of one element of a fixed-width layout. */
function widthOf(type: ArrowType): number {
  switch (type.kind) {
    case 'int':
    case 'float':
    case 'decimal':
      return type.bits / 8;
    case 'fixed-size-binary':
      return type.bytes;
    case 'date':
      return type.unit === 'day' ? 4 : 8;
    case 'time':
      return type.unit === 'second' || type.unit === 'millisecond' ? 4 : 8;
    case 'interval':
      return 16;
    default:
      return 8;
  }
}

function arrayOf(address: Pointer, field: ArrowField): ArrowArray {
  const [length, nullCount, offset, bufferCount, childCount, buffers, children, dictionary] = Array.from(
    words(address, 8),
  ) as bigint[];
  const elements = Number(length) + Number(offset);
  const pointers = bufferCount === 0n ? [] : Array.from(words(buffers!, Number(bufferCount)));
  const at = (index: number, bytes: number) =>
    pointers[index] === undefined || pointers[index] === 0n
      ? null
      : bytes === 0
        ? new Uint8Array(0)
        : new Uint8Array(view(pointers[index]!, bytes));
  const { type } = field;
  const validity = () => at(0, (elements + 7) >> 3);
  let views: (Uint8Array | null)[];
  if (type.kind === 'null') views = [];
  else if (type.kind === 'bool') views = [validity(), at(1, (elements + 7) >> 3)];
  else if (type.kind === 'struct' || type.kind === 'fixed-size-list') views = [validity()];
  else if (type.kind === 'union') views = [at(0, elements)];
  else if (type.kind === 'utf8' || type.kind === 'binary' || type.kind === 'list' || type.kind === 'map') {
    const large = 'large' in type && type.large;
    const offsets = at(1, (elements + 1) * (large ? 8 : 4));
    views = [validity(), offsets];
    if (type.kind === 'utf8' || type.kind === 'binary') {
      const end = offsets === null ? 0 : new DataView(offsets.buffer).getUint32(elements * (large ? 8 : 4), true);
      views.push(at(2, end));
    }
  } else views = [validity(), at(1, elements * widthOf(type))];
  const childAddresses = childCount === 0n ? [] : Array.from(words(children!, Number(childCount)));
  return {
    length: Number(length),
    nullCount: Number(nullCount),
    offset: Number(offset),
    buffers: views,
    children: childAddresses.map((child, index) => arrayOf(child, field.children[index]!)),
    ...(dictionary === 0n || !field.dictionary
      ? {}
      : { dictionary: arrayOf(dictionary!, field.dictionary.valueField) }),
  };
}

export interface Export {
  fields: readonly ArrowField[];
  /** Each batch is released when the next is asked for. */
  batches: Iterable<ArrowBatch>;
}

/** One in-memory DuckDB for a test file. */
export class Engine {
  readonly #connection: unknown;
  readonly #options: unknown;

  constructor() {
    const database = [null];
    if (open(':memory:', database)) throw new Error('DuckDB does not open');
    const connection = [null];
    if (connect(database[0], connection)) throw new Error('DuckDB does not connect');
    this.#connection = connection[0];
    this.run('SET arrow_lossless_conversion = true');
    const options = [null];
    arrowOptions(this.#connection, options);
    this.#options = options[0];
  }

  #query(sql: string): object {
    const result = {};
    if (query(this.#connection, sql, result)) throw new Error(resultError(result));
    return result;
  }

  run(sql: string): void {
    destroyResult(this.#query(sql));
  }

  export(sql: string): Export {
    const result = this.#query(sql);
    const count = Number(columnCount(result));
    const types = Array.from({ length: count }, (_, index) => columnType(result, index));
    const names = Array.from({ length: count }, (_, index) => columnName(result, index));
    const schema = new BigInt64Array(9);
    check(toArrowSchema(this.#options, types, names, count, schema));
    const fields = Array.from(words(schema[5]!, count), fieldOf);
    koffi.call(schema[7]! as unknown as object, releaseSchema, schema);
    for (const type of types) destroyType([type]);
    return { fields, batches: this.#batches(result, fields) };
  }

  *#batches(result: object, fields: readonly ArrowField[]): Generator<ArrowBatch> {
    for (let chunk = fetchChunk(result); chunk; chunk = fetchChunk(result)) {
      const array = new BigInt64Array(10);
      check(chunkToArrow(this.#options, chunk, array));
      const columns = Array.from(words(array[6]!, fields.length), (child, index) => arrayOf(child, fields[index]!));
      yield { rows: Number(array[0]), columns, release: () => {} };
      koffi.call(array[8]! as unknown as object, releaseArray, array);
      destroyChunk([chunk]);
    }
    destroyResult(result);
  }
}
