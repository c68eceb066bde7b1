import type { ArrowArray, ArrowBatch, ArrowField, ArrowSchema } from '@brooder/contracts';
import { Builder } from 'flatbuffers';
import { type FlightFrame, noBytes } from '../framing/index.ts';
import { messageHeader } from './arrow-format.ts';
import { type FlatArrays, flatten } from './flatten.ts';
import { padded } from './layout.ts';
import { encodeSchemaMessage, finishMessage } from './schema-encode.ts';

/** Frames for a DoGet stream. Bodies view the batch's memory: encode the frames before `batch.release()`. */
export class IpcWriter {
  readonly schema: ArrowSchema;
  readonly #hasDictionaries: boolean;
  /** The bytes last sent for each dictionary. */
  readonly #sent = new Map<number, Buffer>();

  constructor(schema: ArrowSchema) {
    this.schema = schema;
    this.#hasDictionaries = schema.fields.some(hasDictionary);
  }

  schemaFrame(): FlightFrame {
    return { header: encodeSchemaMessage(this.schema), metadata: noBytes, body: [] };
  }

  /** Dictionary batches when they changed, then the record batch. */
  frames(batch: ArrowBatch): FlightFrame[] {
    const frames: FlightFrame[] = [];
    if (this.#hasDictionaries) {
      this.schema.fields.forEach((field, i) => {
        this.#dictionaries(field, batch.columns[i]!, frames);
      });
    }
    const flat: FlatArrays = { nodes: [], buffers: [] };
    this.schema.fields.forEach((field, i) => {
      flatten(field, batch.columns[i]!, 0, batch.columns[i]!.length, flat);
    });
    frames.push(batchFrame(batch.rows, flat));
    return frames;
  }

  #dictionaries(field: ArrowField, array: ArrowArray, frames: FlightFrame[]): void {
    const { dictionary } = field;
    if (!dictionary) {
      field.children.forEach((child, i) => {
        this.#dictionaries(child, array.children[i]!, frames);
      });
      return;
    }
    const values = array.dictionary;
    if (!values) return;
    this.#dictionaries(dictionary.valueField, values, frames);
    const flat: FlatArrays = { nodes: [], buffers: [] };
    flatten(dictionary.valueField, values, 0, values.length, flat);
    const frame = batchFrame(values.length, flat, dictionary.id);
    const bytes = Buffer.concat([frame.header, ...frame.body]);
    if (this.#sent.get(dictionary.id)?.equals(bytes)) return;
    this.#sent.set(dictionary.id, bytes);
    frames.push(frame);
  }
}

export const hasDictionary = (field: ArrowField): boolean =>
  field.dictionary !== undefined || field.children.some(hasDictionary);

const padding = new Uint8Array(8);

/** A RecordBatch message, or with `dictionaryId` the DictionaryBatch around it. */
function batchFrame(rows: number, flat: FlatArrays, dictionaryId?: number): FlightFrame {
  const body: Uint8Array[] = [];
  const positions: number[] = [];
  let at = 0;
  for (const buffer of flat.buffers) {
    positions.push(at);
    if (buffer.byteLength === 0) continue;
    const size = padded(buffer.byteLength);
    body.push(buffer);
    if (size > buffer.byteLength) body.push(padding.subarray(0, size - buffer.byteLength));
    at += size;
  }

  const builder = new Builder(256 + 16 * (flat.nodes.length + positions.length));
  builder.startVector(16, positions.length, 8);
  for (let i = positions.length - 1; i >= 0; i--) pair(builder, positions[i]!, flat.buffers[i]!.byteLength);
  const buffers = builder.endVector();
  builder.startVector(16, flat.nodes.length / 2, 8);
  for (let i = flat.nodes.length - 2; i >= 0; i -= 2) pair(builder, flat.nodes[i]!, flat.nodes[i + 1]!);
  const nodes = builder.endVector();
  builder.startObject(5); // RecordBatch: length, nodes, buffers, compression, variadicBufferCounts
  builder.addFieldInt64(0, BigInt(rows), 0n);
  builder.addFieldOffset(1, nodes, 0);
  builder.addFieldOffset(2, buffers, 0);
  const record = builder.endObject();
  if (dictionaryId === undefined) {
    return { header: finishMessage(builder, messageHeader.recordBatch, record, at), metadata: noBytes, body };
  }
  builder.startObject(3); // DictionaryBatch: id, data, isDelta
  builder.addFieldInt64(0, BigInt(dictionaryId), 0n);
  builder.addFieldOffset(1, record, 0);
  const dictionary = builder.endObject();
  return { header: finishMessage(builder, messageHeader.dictionaryBatch, dictionary, at), metadata: noBytes, body };
}

/** The structs FieldNode { length, null_count } and Buffer { offset, length }: two 64-bit numbers. */
function pair(builder: Builder, first: number, second: number): void {
  builder.prep(8, 16);
  builder.writeInt64(BigInt(second));
  builder.writeInt64(BigInt(first));
}
