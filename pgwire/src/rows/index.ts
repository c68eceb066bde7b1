export { ByteSink } from './byte-sink.ts';
export { createRowEncoder, type RowEncoder } from './row-encoder.ts';
