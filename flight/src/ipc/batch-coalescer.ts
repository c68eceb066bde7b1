import type { ArrowBatch, ArrowSchema } from '@brooder/contracts';
import type { FlightFrame } from '../framing/index.ts';

/** Copies several small batches into one record batch. Batches given to `push` may be released as soon as it returns. */
export class BatchCoalescer {
  constructor(schema: ArrowSchema, targetRows?: number) {
    throw new Error(`not written: ${schema.fields.length} ${targetRows}`);
  }
  schemaFrame(): FlightFrame {
    throw new Error('not written');
  }
  /** Frames that became full; often none. */
  push(batch: ArrowBatch): FlightFrame[] {
    throw new Error(`not written: ${batch.rows}`);
  }
  flush(): FlightFrame[] {
    throw new Error('not written');
  }
}
