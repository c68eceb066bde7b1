import type { ArrowBatch, ArrowField, ArrowSchema, BoundValue, DuckType } from '@brooder/contracts';

/** The engine type that takes a column of this Arrow type without loss. */
export function duckTypeOf(field: ArrowField): DuckType {
  throw new Error(`not written: ${field.name}`);
}

/** Rows of a decoded batch as engine parameters. */
export function rowsOf(schema: ArrowSchema, batch: ArrowBatch): BoundValue[][] {
  throw new Error(`not written: ${schema.fields.length} ${batch.rows}`);
}
