import { failures } from '@brooder/contracts';
import { type BasicAuth, BasicAuthSchema, HandshakeRequestSchema } from '../gen/Flight_pb.ts';
import { unpack } from '../wire/index.ts';
import type { FlightCall } from './handlers.ts';

export type Credentials =
  | { kind: 'none' }
  | { kind: 'basic'; user: string; password: string }
  | { kind: 'bearer'; token: string };

const expected = 'an authorization header of "Basic <base64>" or "Bearer <token>"';

/**
 * Reads an `authorization` header; takes unpadded base64 as well (the ADBC driver sends it). Source: RFC 7617, RFC 6750.
 *
 * @throws unauthenticated on a header of another form
 */
export function readAuthorization(header: string | undefined): Credentials {
  if (header === undefined) return { kind: 'none' };
  const match = /^(basic|bearer) +(\S+) *$/i.exec(header);
  if (!match) throw failures.unauthenticated({ expected });
  const value = match[2]!;
  if (match[1]!.toLowerCase() === 'bearer') return { kind: 'bearer', token: value };
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(value)) throw failures.unauthenticated({ expected });
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) throw failures.unauthenticated({ expected });
  return { kind: 'basic', user: text.slice(0, colon), password: text.slice(colon + 1) };
}

/**
 * Credentials of a Handshake: the header, or, as older clients send it, a BasicAuth message in the first request's payload.
 *
 * @throws unauthenticated, protocolViolation
 */
export async function readHandshake(call: FlightCall): Promise<Credentials> {
  const fromHeader = readAuthorization(call.header('authorization'));
  if (fromHeader.kind !== 'none') return fromHeader;
  for await (const request of call.requests) {
    const { payload } = unpack(HandshakeRequestSchema, request, 'a HandshakeRequest');
    if (payload.byteLength === 0) break;
    const basic: BasicAuth = unpack(BasicAuthSchema, payload, 'BasicAuth in the handshake payload');
    return { kind: 'basic', user: basic.username, password: basic.password };
  }
  return { kind: 'none' };
}
