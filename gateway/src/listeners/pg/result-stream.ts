import type { PgFormat, ResultColumn } from '@brooder/contracts';
import { expandFormats, pgTypeOf, rowDescription } from '@brooder/pgwire';
import { type ColumnNames, renameColumns } from '../../sql/index.ts';
import type { ClientConnection } from './client-connection.ts';
import type { ResultSink } from './worker-line.ts';

/** RowDescription of a result. `formats` as in Bind: none is all text, one is for all. @throws protocolViolation */
export function describeRows(
  columns: readonly ResultColumn[],
  formats: readonly PgFormat[],
  names?: ColumnNames,
): Buffer {
  const expanded = expandFormats(formats, columns.length);
  return rowDescription(
    (names ? renameColumns(columns, names) : columns).map(({ name, type }, i) => ({
      name,
      ...pgTypeOf(type),
      tableOid: 0,
      columnNumber: 0,
      format: expanded[i]!,
    })),
  );
}

/** Sends rows on as they come: they are whole DataRow messages already. */
export function rowsTo(client: ClientConnection, firstRow: () => void, columns?: ResultSink['columns']): ResultSink {
  return {
    ...(columns && { columns }),
    rows(body) {
      firstRow();
      return client.pushRows(body);
    },
  };
}

/** For statements the gateway runs on its own account. */
export const discard: ResultSink = { rows: () => undefined };
