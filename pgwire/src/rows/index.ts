import type { ArrowBatch, ArrowField, DuckType, PgFormat } from '@brooder/contracts';
import type { ByteSink } from './byte-sink.ts';

export { ByteSink } from './byte-sink.ts';

export interface RowEncoder {
  /** Appends one DataRow message for each row of [from, to). */
  encode(batch: ArrowBatch, from: number, to: number, sink: ByteSink): void;
}

/** `formats` are expanded, one for each column. */
export function createRowEncoder(
  _columns: readonly DuckType[],
  _fields: readonly ArrowField[],
  _formats: readonly PgFormat[],
  _settings: { timeZone: string },
): RowEncoder {
  throw new Error('createRowEncoder is not written yet');
}
