import type { ArrowBatch } from '@brooder/contracts';
import { batchFromRows, type CellValue } from '../ipc/index.ts';
import { flightSqlSchemas } from './schemas.ts';

/** `bigint` is an int64, `number` an int32 bit mask or enum, a Map the table of lists (for example supported conversions). */
export type SqlInfoValue =
  | string
  | boolean
  | bigint
  | number
  | readonly string[]
  | ReadonlyMap<number, readonly number[]>;

/** The GetSqlInfo result: the entries asked for, all when `wanted` is empty. Codes without an entry are left out. */
export function sqlInfoBatch(entries: ReadonlyMap<number, SqlInfoValue>, wanted: readonly number[]): ArrowBatch {
  const codes = wanted.length === 0 ? [...entries.keys()] : [...new Set(wanted)];
  const rows = codes.flatMap((code) => {
    const value = entries.get(code);
    return value === undefined ? [] : [[code, cellOf(value)]];
  });
  return batchFromRows(flightSqlSchemas.sqlInfo, rows);
}

/** The type ids of the value column's union. */
function cellOf(value: SqlInfoValue): CellValue {
  if (typeof value === 'string') return { typeId: 0, value };
  if (typeof value === 'boolean') return { typeId: 1, value };
  if (typeof value === 'bigint') return { typeId: 2, value };
  if (typeof value === 'number') return { typeId: 3, value };
  if (value instanceof Map) return { typeId: 5, value: [...value] };
  return { typeId: 4, value: value as readonly string[] };
}
