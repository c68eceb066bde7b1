import type { DecodedFrame, FlightFrame } from '../framing/index.ts';
import type { FlightInfo } from '../gen/Flight_pb.ts';
import type { FlightMethod } from '../server/handlers.ts';
import type { DuplexFrames } from './duplex-frames.ts';

export interface FlightClientOptions {
  host: string;
  port: number;
  /** Absent: plaintext. `serverName` is the DNS name the certificate must carry, when it is not `host`. `ca` is PEM. */
  tls?: { ca?: string | Buffer; serverName?: string; insecureSkipVerify?: boolean };
  /** Sent with every call. */
  metadata?: Readonly<Record<string, string>>;
  /** HTTP/2 flow-control window in bytes. */
  window?: number;
}

export interface CallOptions {
  metadata?: Readonly<Record<string, string>>;
  /** Aborting resets the stream; the call then fails with the signal's reason. */
  signal?: AbortSignal;
  /** Response headers, once, before the first message. */
  onHeaders?(get: (name: string) => string | undefined): void;
}

/**
 * A client of one Flight server. Failures that the server's handler raised come back as Failure; anything else is a
 * FlightTransportError.
 */
export class FlightClient {
  constructor(options: FlightClientOptions) {
    throw new Error(`not written: ${options.port}`);
  }
  /** Logs in with Basic; answers the bearer token from the response header. */
  async handshakeBasic(user: string, password: string, options?: CallOptions): Promise<string> {
    throw new Error(`not written: ${user} ${password.length} ${options}`);
  }
  /** Bodies of all results. */
  async doAction(type: string, body: Uint8Array, options?: CallOptions): Promise<Uint8Array[]> {
    throw new Error(`not written: ${type} ${body.length} ${options}`);
  }
  /** @param descriptor a FlightDescriptor message, see `packDescriptor` */
  async getFlightInfo(descriptor: Uint8Array, options?: CallOptions): Promise<FlightInfo> {
    throw new Error(`not written: ${descriptor.length} ${options}`);
  }
  /** The encapsulated schema of SchemaResult. */
  async getSchema(descriptor: Uint8Array, options?: CallOptions): Promise<Uint8Array> {
    throw new Error(`not written: ${descriptor.length} ${options}`);
  }
  /** @param ticket the opaque bytes of Ticket.ticket */
  doGet(ticket: Uint8Array, options?: CallOptions): AsyncIterable<DecodedFrame> {
    throw new Error(`not written: ${ticket.length} ${options}`);
  }
  /** Answers the `app_metadata` of each PutResult. */
  doPut(frames: AsyncIterable<FlightFrame> | Iterable<FlightFrame>, options?: CallOptions): AsyncIterable<Uint8Array> {
    throw new Error(`not written: ${typeof frames} ${options}`);
  }
  doExchange(options?: CallOptions): DuplexFrames {
    throw new Error(`not written: ${options}`);
  }
  /** Any method, undecoded both ways; the caller's pace is the stream's pace. */
  raw(
    method: FlightMethod,
    requests: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    options?: CallOptions,
  ): AsyncIterable<Buffer> {
    throw new Error(`not written: ${method} ${typeof requests} ${options}`);
  }
  /** Called when an established connection is lost. Answers a function that removes the listener. */
  onLost(listener: () => void): () => void {
    throw new Error(`not written: ${listener.length}`);
  }
  close(): void {
    throw new Error('not written');
  }
}
