/**
 * FlightData as bytes, written and read by hand: generated protobuf code copies a 2 MB body twice, this copies it once and reads it
 * as a view. Source: Apache Arrow, Flight.proto (FlightData); protobuf encoding guide (wire types 0, 1, 2, 5).
 */
import { failures } from '@brooder/contracts';

/** One FlightData message. `header` is an Arrow IPC message without its 8-byte prefix; `body` are its buffers, already padded to 8 bytes. */
export interface FlightFrame {
  /** A FlightDescriptor message; on the first frame a client sends. */
  descriptor?: Uint8Array;
  header: Uint8Array;
  metadata: Uint8Array;
  body: readonly Uint8Array[];
}

/** Like FlightFrame, but all parts are views of the received message, and the body is one piece. */
export interface DecodedFrame {
  descriptor?: Uint8Array;
  header: Uint8Array;
  metadata: Uint8Array;
  body: Uint8Array;
}

const fields = { descriptor: 1, header: 2, metadata: 3, body: 1000 } as const;
const lengthDelimited = 2;
export const noBytes = new Uint8Array(0);

const varintSize = (value: number): number => {
  let size = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) size++;
  return size;
};
const tag = (field: number): number => field * 8 + lengthDelimited;
const fieldSize = (field: number, length: number): number =>
  length === 0 ? 0 : varintSize(tag(field)) + varintSize(length) + length;

/** Bytes of the FlightData message of `frame`. Empty fields are left out, as proto3 does. */
export function encodeFrame(frame: FlightFrame): Buffer {
  const encoded = new EncodedFrame(frame);
  const out = Buffer.allocUnsafe(encoded.byteLength);
  encoded.copy(out, 0);
  return out;
}

/** A frame that knows its size and writes itself into memory of somebody else's. Named as in Buffer, whose place it takes in grpc-js. */
export class EncodedFrame {
  readonly byteLength: number;
  readonly #frame: FlightFrame;
  readonly #bodyLength: number;

  constructor(frame: FlightFrame) {
    const { descriptor, header, metadata, body } = frame;
    this.#frame = frame;
    this.#bodyLength = body.reduce((sum, part) => sum + part.byteLength, 0);
    this.byteLength =
      fieldSize(fields.descriptor, descriptor?.byteLength ?? 0) +
      fieldSize(fields.header, header.byteLength) +
      fieldSize(fields.metadata, metadata.byteLength) +
      fieldSize(fields.body, this.#bodyLength);
  }

  /** Writes `byteLength` bytes at `from` of `out`; answers how many. */
  copy(out: Uint8Array, from: number): number {
    let at = from;
    const varint = (value: number) => {
      let rest = value;
      for (; rest > 127; rest = Math.floor(rest / 128)) out[at++] = (rest % 128) | 128;
      out[at++] = rest;
    };
    const field = (number: number, length: number, parts: readonly Uint8Array[]) => {
      if (length === 0) return;
      varint(tag(number));
      varint(length);
      for (const part of parts) {
        out.set(part, at);
        at += part.byteLength;
      }
    };
    const { descriptor, header, metadata, body } = this.#frame;
    if (descriptor) field(fields.descriptor, descriptor.byteLength, [descriptor]);
    field(fields.header, header.byteLength, [header]);
    field(fields.metadata, metadata.byteLength, [metadata]);
    field(fields.body, this.#bodyLength, body);
    return at - from;
  }
}

/** Reads a FlightData message without copying; unknown fields are skipped, of repeated ones the last counts. @throws protocolViolation */
export function decodeFrame(bytes: Uint8Array): DecodedFrame {
  const end = bytes.byteLength;
  const frame: DecodedFrame = { header: noBytes, metadata: noBytes, body: noBytes };
  let at = 0;
  // Lengths above 2^53 lose precision but stay above `end`, which is all that is asked of them.
  const varint = (): number => {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < 10; count++) {
      if (at >= end) throw malformed('the message ends inside a number');
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
    throw malformed('a number of more than 10 bytes');
  };
  while (at < end) {
    const key = varint();
    const field = Math.floor(key / 8);
    if (field === 0 || field > 536_870_911) throw malformed(`field number ${field}`);
    let length: number;
    switch (key % 8) {
      case 0:
        varint();
        continue;
      case 1:
        length = 8;
        break;
      case 2:
        length = varint();
        break;
      case 5:
        length = 4;
        break;
      default:
        throw malformed(`wire type ${key % 8}`);
    }
    if (length > end - at) throw malformed(`a field of ${length} bytes where ${end - at} are left`);
    const isBytes = key % 8 === lengthDelimited;
    const part = bytes.subarray(at, at + length);
    at += length;
    if (!isBytes) continue;
    if (field === fields.descriptor) frame.descriptor = part;
    else if (field === fields.header) frame.header = part;
    else if (field === fields.metadata) frame.metadata = part;
    else if (field === fields.body) frame.body = part;
  }
  return frame;
}

const malformed = (actual: string) => failures.protocolViolation({ expected: 'a FlightData message', actual });
