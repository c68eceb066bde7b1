import type { FlightFrame } from '../framing/index.ts';
import type { FlightMethod } from '../wire/index.ts';

/** What is known of a call before its messages. */
export interface CallContext<Identity = unknown> {
  readonly method: FlightMethod;
  /** What `authenticate` answered; `undefined` while it runs. */
  readonly identity: Identity;
  /** Aborts when the client cancels, resets the stream, loses its connection or passes its deadline, and when the server closes. */
  readonly signal: AbortSignal;
  readonly peer: string;
  /** First value of a request header, by lower-case name. */
  header(name: string): string | undefined;
  /** Adds a response header; must come before the first message. */
  sendHeader(name: string, value: string): void;
}

/** One call: raw protobuf messages in and out. Every method of the service has this shape. */
export interface FlightCall<Identity = unknown> extends CallContext<Identity> {
  /** Request messages; reading slowly slows the client. One message on unary and server-streaming methods. */
  readonly requests: AsyncIterable<Buffer>;
  /** The first request message. @throws protocolViolation when the client sent none */
  request(): Promise<Buffer>;
  /**
   * Sends one response message: bytes as they are, a frame as FlightData. `undefined` means go on; a promise means the client's
   * window is full: await it. It rejects with the signal's reason when the call is over.
   */
  write(message: Uint8Array | FlightFrame): Promise<void> | undefined;
}

/** Resolving ends the call with OK, throwing a Failure with its status. */
export type FlightHandler<Identity = unknown> = (call: FlightCall<Identity>) => Promise<void>;

/** Methods without a handler answer UNIMPLEMENTED. */
export type FlightHandlers<Identity = unknown> = Partial<Record<FlightMethod, FlightHandler<Identity>>>;

/** A handler of one request and one reply. */
export function unary<Identity>(
  reply: (request: Buffer, call: CallContext<Identity>) => Promise<Uint8Array> | Uint8Array,
): FlightHandler<Identity> {
  return async (call) => {
    await call.write(await reply(await call.request(), call));
  };
}
