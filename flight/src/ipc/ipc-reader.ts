import type { ArrowArray, ArrowBatch, ArrowSchema } from '@brooder/contracts';
import type { DecodedFrame } from '../framing/index.ts';

export type ReadItem = { kind: 'schema'; schema: ArrowSchema } | { kind: 'batch'; batch: ArrowBatch };

/** @throws protocolViolation when any count, offset or length does not fit the body */
export function decodeRecordBatch(
  schema: ArrowSchema,
  header: Uint8Array,
  body: Uint8Array,
  dictionaries?: ReadonlyMap<number, ArrowArray>,
): ArrowBatch {
  throw new Error(`not written: ${schema.fields.length} ${header.length} ${body.length} ${dictionaries?.size}`);
}

/** Reads a stream of frames: schema first, then dictionaries and record batches. */
export class IpcReader {
  schema: ArrowSchema | undefined;
  constructor(schema?: ArrowSchema) {
    this.schema = schema;
  }
  /** `undefined` for a dictionary or a frame without a header. */
  read(frame: DecodedFrame): ReadItem | undefined {
    throw new Error(`not written: ${frame.header.length}`);
  }
}
