import type { ArrowSchema } from '@brooder/contracts';

/** The flatbuffer Message for `FlightData.data_header`. */
export function encodeSchemaMessage(schema: ArrowSchema): Uint8Array {
  throw new Error(`not written: ${schema.fields.length}`);
}

/** Continuation marker, length, message, padding: for `FlightInfo.schema`, `SchemaResult`, `table_schema`, prepared results. */
export function encapsulatedSchema(schema: ArrowSchema): Uint8Array {
  throw new Error(`not written: ${schema.fields.length}`);
}
