import type { ArrowBatch } from '@brooder/contracts';

/** A list of numbers is a map value: [key, values]. */
export type SqlInfoValue =
  | string
  | boolean
  /** int64 */
  | bigint
  /** int32 bit mask or enum */
  | number
  | readonly string[]
  | ReadonlyMap<number, readonly number[]>;

/** The GetSqlInfo result: the entries asked for, all when `wanted` is empty. Unknown codes are left out. */
export function sqlInfoBatch(entries: ReadonlyMap<number, SqlInfoValue>, wanted: readonly number[]): ArrowBatch {
  throw new Error(`not written: ${entries.size} ${wanted.length}`);
}
