import { failures } from '@brooder/contracts';
import { type Channel, Metadata } from '@grpc/grpc-js';
import { type DecodedFrame, decodeFrame, type FlightFrame } from '../framing/index.ts';
import {
  ActionSchema,
  type FlightInfo,
  FlightInfoSchema,
  PutResultSchema,
  ResultSchema,
  SchemaResultSchema,
  TicketSchema,
} from '../gen/Flight_pb.ts';
import { type FlightMethod, methodPath, pack, unpack } from '../wire/index.ts';
import { type ChannelTarget, openChannel, watchLoss } from './channel.ts';
import { ClientCall } from './client-call.ts';
import { DuplexCall, type DuplexFrames } from './duplex-frames.ts';
import { MessageStream } from './message-stream.ts';
import { FlightTransportError } from './transport-error.ts';

export interface FlightClientOptions extends ChannelTarget {
  /** Sent with every call. */
  metadata?: Readonly<Record<string, string>>;
}

export interface CallOptions {
  metadata?: Readonly<Record<string, string>>;
  /** Aborting resets the stream; the call then fails with the signal's reason. */
  signal?: AbortSignal;
  /** Response headers, once, before the first message. */
  onHeaders?(get: (name: string) => string | undefined): void;
}

type Messages<T> = AsyncIterable<T> | Iterable<T>;

/**
 * A client of one Flight server, over one connection that is opened by the first call. Failures that the server's handler raised come
 * back as Failure; anything else is a FlightTransportError. Calls have no deadline but the caller's signal.
 */
export class FlightClient {
  readonly #channel: Channel;
  readonly #metadata: Readonly<Record<string, string>>;
  readonly #lossListeners = new Set<() => void>();
  readonly #running = new Set<ClientCall>();
  #closed = false;

  constructor(options: FlightClientOptions) {
    this.#channel = openChannel(options);
    this.#metadata = options.metadata ?? {};
    watchLoss(this.#channel, () => {
      for (const listener of [...this.#lossListeners]) listener();
    });
  }

  /** Logs in with Basic; answers the bearer token from the response header. @throws what the server answers, unauthenticated */
  async handshakeBasic(user: string, password: string, options: CallOptions = {}): Promise<string> {
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    let reply: string | undefined;
    const messages = this.raw('Handshake', [], {
      ...options,
      metadata: { ...options.metadata, authorization },
      onHeaders: (get) => {
        reply = get('authorization');
        options.onHeaders?.(get);
      },
    });
    for await (const _ of messages); // the token is in the header; older servers also send messages
    const token = /^bearer +(\S+)$/i.exec(reply ?? '')?.[1];
    if (token === undefined)
      throw failures.unauthenticated({ expected: 'a bearer token in the reply to the handshake' });
    return token;
  }

  /** Bodies of all results. */
  async doAction(type: string, body: Uint8Array, options?: CallOptions): Promise<Uint8Array[]> {
    const results: Uint8Array[] = [];
    for await (const message of this.raw('DoAction', [pack(ActionSchema, { type, body })], options)) {
      results.push(unpack(ResultSchema, message, 'a Result').body);
    }
    return results;
  }

  /** @param descriptor a FlightDescriptor message, see `packDescriptor` */
  async getFlightInfo(descriptor: Uint8Array, options?: CallOptions): Promise<FlightInfo> {
    return unpack(FlightInfoSchema, await this.#unary('GetFlightInfo', descriptor, options), 'a FlightInfo');
  }

  /** The encapsulated schema of SchemaResult. */
  async getSchema(descriptor: Uint8Array, options?: CallOptions): Promise<Uint8Array> {
    return unpack(SchemaResultSchema, await this.#unary('GetSchema', descriptor, options), 'a SchemaResult').schema;
  }

  /** @param ticket the opaque bytes of Ticket.ticket */
  doGet(ticket: Uint8Array, options?: CallOptions): AsyncIterable<DecodedFrame> {
    return decoded(this.raw('DoGet', [pack(TicketSchema, { ticket })], options));
  }

  /** Answers the `app_metadata` of each PutResult. */
  async *doPut(frames: Messages<FlightFrame>, options?: CallOptions): AsyncGenerator<Uint8Array> {
    for await (const message of this.raw('DoPut', frames, options)) {
      yield unpack(PutResultSchema, message, 'a PutResult').appMetadata;
    }
  }

  doExchange(options: CallOptions = {}): DuplexFrames {
    const duplex = new DuplexCall();
    duplex.attach(this.#start('DoExchange', duplex, options));
    return duplex;
  }

  /**
   * Any method, undecoded both ways; the consumer's pace is the stream's pace. An error of `requests` resets the stream and is thrown
   * to the consumer. Stopping the iteration early resets the stream.
   */
  raw(
    method: FlightMethod,
    requests: Messages<Uint8Array | FlightFrame>,
    options: CallOptions = {},
  ): AsyncIterable<Buffer> {
    const stream = new MessageStream();
    const call = this.#start(method, stream, options);
    stream.attach(call);
    if (Array.isArray(requests) && requests.length <= 1) {
      for (const request of requests) call.write(request);
      call.halfClose();
    } else {
      void sendAll(call, requests);
    }
    return stream;
  }

  /** Called each time an established connection is lost, not by `close()`. Answers a function that removes the listener. */
  onLost(listener: () => void): () => void {
    this.#lossListeners.add(listener);
    return () => this.#lossListeners.delete(listener);
  }

  /** Ends the connection; running calls fail with FlightTransportError. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const call of [...this.#running]) call.cancel(closedHere());
    this.#channel.close();
  }

  async #unary(method: FlightMethod, request: Uint8Array, options?: CallOptions): Promise<Buffer> {
    let reply: Buffer | undefined;
    for await (const message of this.raw(method, [request], options)) reply = message;
    if (reply === undefined) throw new FlightTransportError('INTERNAL', `${method} ended without a reply`);
    return reply;
  }

  #start(method: FlightMethod, listener: DuplexCall | MessageStream, options: CallOptions): ClientCall {
    if (this.#closed) throw closedHere();
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(this.#metadata)) metadata.set(name, value);
    for (const [name, value] of Object.entries(options.metadata ?? {})) metadata.set(name, value);
    const { onHeaders } = options;
    const call: ClientCall = new ClientCall(
      this.#channel,
      methodPath(method),
      metadata,
      {
        onHeaders: (headers) => onHeaders?.((name) => headers.get(name)[0]?.toString()),
        onMessage: (message) => listener.onMessage(message),
        onEnd: (error) => {
          this.#running.delete(call);
          listener.onEnd(error);
        },
      },
      options.signal,
    );
    this.#running.add(call);
    return call;
  }
}

const closedHere = () => new FlightTransportError('CANCELLED', 'this client was closed');

async function* decoded(messages: AsyncIterable<Buffer>): AsyncGenerator<DecodedFrame> {
  for await (const message of messages) yield decodeFrame(message);
}

async function sendAll(call: ClientCall, requests: Messages<Uint8Array | FlightFrame>): Promise<void> {
  try {
    for await (const request of requests) {
      if (call.over) return;
      if (!call.write(request)) await call.drained();
    }
    call.halfClose();
  } catch (error) {
    // Either the source failed, which the consumer must learn, or the call is already over, and then this does nothing.
    call.cancel(error as Error);
  }
}
