/** The two SASL messages a client sends under the type byte 'p'; source: PostgreSQL docs 54.7. */
import { failures } from '@brooder/contracts';
import { decodeUtf8, FieldReader } from './fields.ts';

export interface SaslInitial {
  mechanism: string;
  /** Absent when the client waits for the server to speak first. */
  data: string | undefined;
}

/** SASLInitialResponse out of the bytes of a `password` message. @throws protocolViolation */
export function parseSaslInitial(bytes: Uint8Array): SaslInitial {
  const fields = new FieldReader(bytes, 'SASLInitialResponse');
  const mechanism = fields.string();
  const length = fields.int32();
  if (length < -1) throw failures.protocolViolation({ expected: 'a length of -1 or more', actual: String(length) });
  const data = length === -1 ? undefined : decodeUtf8(fields.bytes(length), 'SASLInitialResponse');
  fields.end();
  return { mechanism, data };
}

/** SASLResponse out of the bytes of a `password` message. @throws protocolViolation */
export const parseSaslResponse = (bytes: Uint8Array): string => decodeUtf8(bytes, 'SASLResponse');
