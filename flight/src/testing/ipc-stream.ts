/** Between frames and the Arrow IPC stream format, for comparing with apache-arrow. */
import type { DecodedFrame, FlightFrame } from '../framing/index.ts';
import { noBytes } from '../framing/index.ts';

/** An IPC stream of `frames`, with its end marker. */
export function toStream(frames: readonly FlightFrame[]): Buffer {
  const parts: Uint8Array[] = [];
  for (const { header, body } of frames) {
    const padded = (header.byteLength + 7) & ~7;
    const prefix = Buffer.alloc(8);
    prefix.writeInt32LE(-1, 0);
    prefix.writeInt32LE(padded, 4);
    parts.push(prefix, header, Buffer.alloc(padded - header.byteLength), ...body);
  }
  const end = Buffer.from([255, 255, 255, 255, 0, 0, 0, 0]);
  return Buffer.concat([...parts, end]);
}

/** The messages of an IPC stream. `bodyLength` is read at its place in the flatbuffer. */
export function fromStream(stream: Uint8Array): DecodedFrame[] {
  const buffer = Buffer.from(stream.buffer, stream.byteOffset, stream.byteLength);
  const frames: DecodedFrame[] = [];
  let at = 0;
  while (at + 8 <= buffer.byteLength) {
    const length = buffer.readInt32LE(at + 4);
    if (length === 0) break;
    const header = buffer.subarray(at + 8, at + 8 + length);
    const table = header.readUInt32LE(0);
    const vtable = table - header.readInt32LE(table);
    const slot = vtable + 4 + 3 * 2 < vtable + header.readUInt16LE(vtable) ? header.readUInt16LE(vtable + 10) : 0;
    const bodyLength = slot === 0 ? 0 : Number(header.readBigInt64LE(table + slot));
    at += 8 + length;
    frames.push({ header, metadata: noBytes, body: buffer.subarray(at, at + bodyLength) });
    at += bodyLength;
  }
  return frames;
}

/** A frame as the other side receives it. */
export const received = (frame: FlightFrame): DecodedFrame => ({
  header: frame.header,
  metadata: frame.metadata,
  body: Buffer.concat(frame.body),
});
