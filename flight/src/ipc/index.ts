export { BatchCoalescer } from './batch-coalescer.ts';
export { batchFromRows, type CellValue } from './batch-from-rows.ts';
export { decodeRecordBatch, IpcReader, type ReadItem } from './ipc-reader.ts';
export { IpcWriter } from './ipc-writer.ts';
export { duckTypeOf, rowsOf } from './rows-of.ts';
export { decodeSchemaMessage } from './schema-decode.ts';
export { encapsulatedSchema, encodeSchemaMessage } from './schema-encode.ts';
