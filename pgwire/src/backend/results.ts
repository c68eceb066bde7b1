/** Answers to queries; source: PostgreSQL docs 54.7. */
import type { PgFormat } from '@brooder/contracts';
import { emptyMessage, MessageWriter } from './message.ts';

export interface RowDescriptionColumn {
  name: string;
  oid: number;
  size: number;
  typmod: number;
  /** Table the column comes from, 0 when it is not a table's column. */
  tableOid: number;
  /** 1-based place in that table, 0 when it is not a table's column. */
  columnNumber: number;
  /** 0 while a statement (not yet a portal) is described. */
  format: PgFormat;
}

export function rowDescription(columns: readonly RowDescriptionColumn[]): Buffer {
  const message = new MessageWriter('T', 16 + columns.length * 48).int16(columns.length);
  for (const column of columns)
    message
      .string(column.name)
      .int32(column.tableOid)
      .int16(column.columnNumber)
      .int32(column.oid)
      .int16(column.size)
      .int32(column.typmod)
      .int16(column.format);
  return message.end();
}

/** A row of text values that the gateway answers itself. */
export function dataRowText(values: readonly (string | null)[]): Buffer {
  const message = new MessageWriter('D', 16 + values.length * 24).int16(values.length);
  for (const value of values) {
    if (value === null) message.int32(-1);
    else message.lengthAndText(value);
  }
  return message.end();
}

export function parameterDescription(oids: readonly number[]): Buffer {
  const message = new MessageWriter('t', 16 + oids.length * 4).int16(oids.length);
  for (const oid of oids) message.int32(oid);
  return message.end();
}

export const noData = (): Buffer => emptyMessage('n');
export const parseComplete = (): Buffer => emptyMessage('1');
export const bindComplete = (): Buffer => emptyMessage('2');
export const closeComplete = (): Buffer => emptyMessage('3');
export const portalSuspended = (): Buffer => emptyMessage('s');
export const emptyQueryResponse = (): Buffer => emptyMessage('I');
/** `tag` as in `SELECT 3`, `INSERT 0 1`, `CREATE TABLE`. */
export const commandComplete = (tag: string): Buffer => new MessageWriter('C').string(tag).end();
