/** For tests: a client's side of the wire, written independently of the reader. */
export const int16 = (value: number): Buffer => Buffer.from([(value >> 8) & 255, value & 255]);
export const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value | 0);
  return bytes;
};
export const cstring = (text: string): Buffer => Buffer.from(`${text}\0`);

/** A typed message; `length` overrides the true one. */
export function message(type: string, body: readonly Buffer[] = [], length?: number): Buffer {
  const bytes = Buffer.concat(body);
  return Buffer.concat([Buffer.from(type, 'latin1'), int32(length ?? bytes.length + 4), bytes]);
}

/** An untyped packet in front of a connection. */
export function packet(body: readonly Buffer[], length?: number): Buffer {
  const bytes = Buffer.concat(body);
  return Buffer.concat([int32(length ?? bytes.length + 4), bytes]);
}

export const startup = (pairs: readonly string[], version = 196608): Buffer =>
  packet([int32(version), ...pairs.map(cstring), Buffer.from([0])]);

export function bind(parameters: readonly (Buffer | null)[], formats: readonly number[] = []): Buffer {
  return message('B', [
    cstring('portal'),
    cstring('statement'),
    int16(formats.length),
    ...formats.map(int16),
    int16(parameters.length),
    ...parameters.flatMap((value) => (value === null ? [int32(-1)] : [int32(value.length), value])),
    int16(1),
    int16(1),
  ]);
}
