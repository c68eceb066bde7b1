import { type ArrowArray, type ArrowBatch, type ArrowField, type ArrowSchema, failures } from '@brooder/contracts';
import type { DecodedFrame } from '../framing/index.ts';
import { ArrayReader } from './array-reader.ts';
import { messageHeader } from './arrow-format.ts';
import { type FlatTable, malformedIpc, readingFlatbuffer } from './flat-table.ts';
import { openMessage, schemaOf } from './schema-decode.ts';

export type ReadItem = { kind: 'schema'; schema: ArrowSchema } | { kind: 'batch'; batch: ArrowBatch };

/**
 * One record batch. The arrays view `body`, so it must stay untouched while they are used.
 *
 * @throws protocolViolation when any count, offset or length does not fit the body, unsupported on compressed bodies
 */
export function decodeRecordBatch(
  schema: ArrowSchema,
  header: Uint8Array,
  body: Uint8Array,
  dictionaries: ReadonlyMap<number, ArrowArray> = new Map(),
): ArrowBatch {
  return readingFlatbuffer(() => {
    const message = openMessage(header);
    if (message.type !== messageHeader.recordBatch) throw malformedIpc('a message that is no record batch');
    if (message.bodyLength > body.byteLength) throw malformedIpc('a body that is shorter than announced');
    return batchOf(schema.fields, message.header, body, dictionaries);
  });
}

/** Reads a stream of frames: schema first, then dictionaries and record batches. */
export class IpcReader {
  schema: ArrowSchema | undefined;
  readonly #dictionaries = new Map<number, ArrowArray>();
  #valueFields = new Map<number, ArrowField>();

  constructor(schema?: ArrowSchema) {
    if (schema) this.#use(schema);
  }

  /** `undefined` for a dictionary or a frame without a header. @throws protocolViolation, unsupported */
  read(frame: DecodedFrame): ReadItem | undefined {
    if (frame.header.byteLength === 0) return undefined;
    return readingFlatbuffer(() => {
      const message = openMessage(frame.header);
      if (message.type === messageHeader.schema) {
        return { kind: 'schema', schema: this.#use(schemaOf(message.header)) };
      }
      const { schema } = this;
      if (!schema) throw malformedIpc('data before its schema');
      if (message.bodyLength > frame.body.byteLength) throw malformedIpc('a body that is shorter than announced');
      if (message.type === messageHeader.dictionaryBatch) {
        this.#readDictionary(message.header, frame.body);
        return undefined;
      }
      if (message.type !== messageHeader.recordBatch) throw malformedIpc(`a message of type ${message.type}`);
      return { kind: 'batch', batch: batchOf(schema.fields, message.header, frame.body, this.#dictionaries) };
    });
  }

  #use(schema: ArrowSchema): ArrowSchema {
    this.schema = schema;
    this.#dictionaries.clear();
    this.#valueFields = new Map();
    const collect = (field: ArrowField) => {
      const { dictionary } = field;
      if (dictionary) {
        this.#valueFields.set(dictionary.id, dictionary.valueField);
        collect(dictionary.valueField);
      }
      field.children.forEach(collect);
    };
    schema.fields.forEach(collect);
    return schema;
  }

  // DictionaryBatch: id, data, isDelta
  #readDictionary(table: FlatTable, body: Uint8Array): void {
    const id = table.int64(0);
    const field = this.#valueFields.get(id);
    const data = table.table(1);
    if (!field || !data) throw malformedIpc(`dictionary ${id}, which no field names`);
    if (table.uint8(2) !== 0) {
      throw failures.unsupported({ what: 'A delta dictionary', instead: 'Send the whole dictionary.' });
    }
    const batch = batchOf([field], data, body, this.#dictionaries);
    this.#dictionaries.set(id, batch.columns[0]!);
  }
}

// RecordBatch: length, nodes, buffers, compression, variadicBufferCounts
function batchOf(
  fields: readonly ArrowField[],
  table: FlatTable,
  body: Uint8Array,
  dictionaries: ReadonlyMap<number, ArrowArray>,
): ArrowBatch {
  if (table.table(3)) {
    throw failures.unsupported({ what: 'A compressed record batch', instead: 'Send it without compression.' });
  }
  const rows = table.int64(0);
  const reader = new ArrayReader(table.int64Pairs(1), table.int64Pairs(2), body, dictionaries);
  const columns = fields.map((field) => reader.array(field));
  for (const column of columns) {
    if (column.length !== rows) throw malformedIpc(`a column of ${column.length} values in a batch of ${rows} rows`);
  }
  reader.finish(rows);
  return { rows, columns, release() {} };
}
