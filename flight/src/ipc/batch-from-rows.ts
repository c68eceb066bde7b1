import type { ArrowBatch, ArrowSchema } from '@brooder/contracts';

/** list: array of values; map: array of [key, value]; struct: array in field order; union: { typeId, value }. */
export type CellValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | { readonly typeId: number; readonly value: CellValue }
  | readonly CellValue[];

export function batchFromRows(schema: ArrowSchema, rows: readonly (readonly CellValue[])[]): ArrowBatch {
  throw new Error(`not written: ${schema.fields.length} ${rows.length}`);
}
