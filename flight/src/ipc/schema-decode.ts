import type { ArrowSchema } from '@brooder/contracts';

/** Takes the bare flatbuffer of `data_header`, or the encapsulated form of `FlightInfo.schema`. @throws protocolViolation */
export function decodeSchemaMessage(header: Uint8Array): ArrowSchema {
  throw new Error(`not written: ${header.length}`);
}
