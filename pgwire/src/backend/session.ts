/** Messages about the connection itself; source: PostgreSQL docs 54.7. */
import { MessageWriter } from './message.ts';

export const parameterStatus = (name: string, value: string): Buffer =>
  new MessageWriter('S').string(name).string(value).end();

/** What a CancelRequest must repeat. Protocol 3.0 takes a secret of 4 bytes, 3.2 of 4 to 256. */
export const backendKeyData = (pid: number, secret: Uint8Array): Buffer =>
  new MessageWriter('K').int32(pid).bytes(secret).end();

/** Tells the newest minor version the server speaks and which `_pq_.` options it does not know. */
export function negotiateProtocolVersion(minor: number, options: readonly string[]): Buffer {
  // PostgreSQL sends the whole version here, though its docs call the field the minor version; libpq reads it as whole.
  const message = new MessageWriter('v').int32((3 << 16) | minor).int32(options.length);
  for (const option of options) message.string(option);
  return message.end();
}

/** I: idle, T: in a transaction, E: in a failed transaction. */
export const readyForQuery = (status: 'I' | 'T' | 'E'): Buffer =>
  new MessageWriter('Z').int8(status.charCodeAt(0)).end();
