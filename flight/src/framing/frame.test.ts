import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FlightDataSchema, FlightDescriptorSchema } from '../gen/Flight_pb.ts';
import { decodeFrame, encodeFrame } from './index.ts';

const hex = (part: Uint8Array | null | undefined) => part && Buffer.from(part).toString('hex');
const bytes = fc.uint8Array({ maxLength: 300 });

test('a frame is the FlightData message that generated code reads and writes', () => {
  fc.assert(
    fc.property(bytes, bytes, fc.array(bytes, { maxLength: 4 }), fc.option(bytes), (header, metadata, body, cmd) => {
      const descriptor = cmd && toBinary(FlightDescriptorSchema, create(FlightDescriptorSchema, { type: 2, cmd }));
      const encoded = encodeFrame({ header, metadata, body, ...(descriptor && { descriptor }) });
      const message = fromBinary(FlightDataSchema, encoded);
      const parts = [header, metadata, Buffer.concat(body)].map(hex);
      expect([message.dataHeader, message.appMetadata, message.dataBody].map(hex)).toEqual(parts);
      expect(hex(message.flightDescriptor?.cmd)).toBe(hex(cmd) ?? undefined);

      const decoded = decodeFrame(toBinary(FlightDataSchema, message));
      expect([decoded.header, decoded.metadata, decoded.body].map(hex)).toEqual(parts);
      expect(hex(decoded.descriptor)).toBe(hex(descriptor) ?? undefined);
    }),
  );
});

test('bodies above 2 MiB keep their length', () => {
  const body = Buffer.alloc(3_000_000, 7);
  const decoded = decodeFrame(encodeFrame({ header: Buffer.from('h'), metadata: Buffer.alloc(0), body: [body] }));
  expect(decoded.body.byteLength).toBe(3_000_000);
  expect(decoded.body[2_999_999]).toBe(7);
});

test('unknown fields are skipped', () => {
  const unknown = Buffer.from([0x20, 0x96, 0x01, 0x2a, 0x01, 0x61, 0x31, 1, 2, 3, 4, 5, 6, 7, 8, 0x3d, 1, 2, 3, 4]);
  const known = encodeFrame({ header: Buffer.from('h'), metadata: Buffer.from('m'), body: [] });
  const decoded = decodeFrame(Buffer.concat([unknown, known, unknown]));
  expect([decoded.header, decoded.metadata].map((part) => Buffer.from(part).toString())).toEqual(['h', 'm']);
});

test.each([
  ['a length beyond the end', [0x12, 0x05, 1]],
  ['a length of 2^64 - 1', [0x12, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1]],
  ['a number that never ends', new Array(20).fill(255)],
  ['a number cut short', [0x12, 0x80]],
  ['field number 0', [0x02, 0x00]],
  ['a group', [0x0b]],
  ['a fixed field cut short', [0x0d, 1, 2]],
])('a message with %s is refused', (_, message) => {
  expect(() => decodeFrame(Uint8Array.from(message))).toThrow(expect.objectContaining({ code: 'protocolViolation' }));
});
