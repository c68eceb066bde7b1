/**
 * A Failure as gRPC status and back. The trailer `brooder-failure-bin` carries the whole failure as JSON, so that a gateway raises the
 * same one; other clients read code and message.
 */
import {
  type ErrorCode,
  errorTable,
  Failure,
  type GrpcStatusName,
  grpcStatus,
  type WireFailure,
} from '@brooder/contracts';
import { Metadata } from '@grpc/grpc-js';

const trailer = 'brooder-failure-bin';

/** C++ clients refuse trailers above 8 KiB; message (percent-encoded) and trailer (base64) must fit in it together. */
const messageLimit = 2000;
const trailerLimit = 3600;

export interface GrpcStatus {
  code: number;
  details: string;
  metadata: Metadata;
}

export function statusOf(failure: Failure): GrpcStatus {
  const metadata = new Metadata();
  const wire = failure.toWire();
  let json = Buffer.from(JSON.stringify(wire));
  if (json.byteLength > trailerLimit) {
    const { detail: _, ...rest } = wire;
    const spare = trailerLimit - Buffer.byteLength(JSON.stringify({ ...rest, message: '' }));
    json = Buffer.from(JSON.stringify({ ...rest, message: cut(wire.message, Math.max(spare, 200)) }));
  }
  metadata.set(trailer, json);
  return { code: grpcStatus[failure.grpc], details: cut(failure.message, messageLimit), metadata };
}

/** `undefined` when the trailer is absent or is not one of ours. */
export function failureFromStatus(metadata: Metadata): Failure | undefined {
  const value = metadata.get(trailer)[0];
  if (!(value instanceof Buffer)) return undefined;
  let wire: unknown;
  try {
    wire = JSON.parse(value.toString());
  } catch {
    return undefined;
  }
  return isWireFailure(wire) ? new Failure(wire) : undefined;
}

export function statusName(code: number): GrpcStatusName {
  const names = Object.keys(grpcStatus) as GrpcStatusName[];
  return names.find((name) => grpcStatus[name] === code) ?? 'UNKNOWN';
}

function isWireFailure(value: unknown): value is WireFailure {
  if (typeof value !== 'object' || value === null) return false;
  const { code, sqlstate, grpc, http, message } = value as Record<string, unknown>;
  return (
    typeof code === 'string' &&
    Object.hasOwn(errorTable, code as ErrorCode) &&
    typeof sqlstate === 'string' &&
    typeof grpc === 'string' &&
    Object.hasOwn(grpcStatus, grpc) &&
    typeof http === 'number' &&
    typeof message === 'string'
  );
}

/** At most `limit` bytes once escaped (JSON escapes and percent-encoding at their worst), never half a character. */
function cut(text: string, limit: number): string {
  const whole = text.toWellFormed();
  let size = 0;
  let end = 0;
  for (const character of whole) {
    size += character >= ' ' && character <= '~' && character !== '"' && character !== '\\' ? 1 : 6;
    if (size > limit) return `${whole.slice(0, end)}…`;
    end += character.length;
  }
  return whole;
}
