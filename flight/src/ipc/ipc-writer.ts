import type { ArrowBatch, ArrowSchema } from '@brooder/contracts';
import type { FlightFrame } from '../framing/index.ts';

/** Frames for a DoGet stream. Bodies view the batch's memory: encode the frames before `batch.release()`. */
export class IpcWriter {
  readonly schema: ArrowSchema;
  constructor(schema: ArrowSchema) {
    this.schema = schema;
  }
  schemaFrame(): FlightFrame {
    throw new Error('not written');
  }
  /** Dictionary batches when they changed, then the record batch. */
  frames(batch: ArrowBatch): FlightFrame[] {
    throw new Error(`not written: ${batch.rows}`);
  }
}
