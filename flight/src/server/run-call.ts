/** One Flight call on a grpc-js stream: credentials, handler, outcome. */
import { asFailure, Failure, failures } from '@brooder/contracts';
import { Metadata, type ServerDuplexStream } from '@grpc/grpc-js';
import { EncodedFrame, encodeFrame, type FlightFrame } from '../framing/index.ts';
import { type FlightMethod, statusOf } from '../wire/index.ts';
import type { CallContext, FlightCall, FlightHandler } from './handlers.ts';
import { readMessages } from './read-messages.ts';

/** Bytes given to the connection but not yet sent, above which `write` asks the handler to wait. */
const writeHighWater = 1024 * 1024;

type Authenticate<Identity> = (call: CallContext<undefined>) => Promise<Identity>;

export async function runCall<Identity>(
  method: FlightMethod,
  stream: ServerDuplexStream<Buffer, Buffer>,
  handler: FlightHandler<Identity>,
  authenticate: Authenticate<Identity>,
  running: Set<RunningCall>,
  onInternalError?: (method: string, cause: unknown) => void,
): Promise<void> {
  const call = new ServerCall(method, stream);
  running.add(call);
  try {
    call.identity = await authenticate(call as CallContext<undefined>);
    call.signal.throwIfAborted();
    await handler(call as FlightCall<Identity>);
    // A handler that swallowed the abort must not make a cut result look complete.
    call.signal.throwIfAborted();
    call.finish();
  } catch (thrown) {
    if (!(thrown instanceof Failure) && !call.signal.aborted) onInternalError?.(method, thrown);
    call.fail(asFailure(thrown));
  } finally {
    running.delete(call);
  }
}

/** What a server needs of a call to end it from outside. */
export interface RunningCall {
  /** Aborts the handler's signal; the status it then ends with still reaches the client. */
  stop(reason: Failure): void;
}

class ServerCall implements FlightCall, RunningCall {
  readonly method: FlightMethod;
  identity: unknown = undefined;
  readonly requests: AsyncIterable<Buffer>;
  readonly #stream: ServerDuplexStream<Buffer, Buffer>;
  readonly #abort = new AbortController();
  readonly #headers = new Metadata();
  #headersSent = false;
  #finished = false;
  #unsent = 0;
  #room: { promise: Promise<void>; resolve(): void; reject(reason: unknown): void } | undefined;

  constructor(method: FlightMethod, stream: ServerDuplexStream<Buffer, Buffer>) {
    this.method = method;
    this.#stream = stream;
    this.requests = readMessages(stream, this.signal);
    stream.on('cancelled', () => this.#cancelled());
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get peer(): string {
    return this.#stream.getPeer();
  }

  header(name: string): string | undefined {
    const value = this.#stream.metadata.get(name)[0];
    return typeof value === 'string' ? value : value?.toString('latin1');
  }

  sendHeader(name: string, value: string): void {
    this.#headers.set(name, value);
  }

  async request(): Promise<Buffer> {
    for await (const message of this.requests) return message;
    throw failures.protocolViolation({
      expected: `a request message of ${this.method}`,
      actual: 'the end of the stream',
    });
  }

  write(message: Uint8Array | FlightFrame): Promise<void> | undefined {
    if (this.signal.aborted) return rejected(this.signal.reason);
    this.#sendHeaders();
    const bytes = this.#bytesOf(message);
    const { byteLength } = bytes;
    this.#unsent += byteLength;
    this.#stream.write(bytes, () => this.#sent(byteLength));
    if (this.#unsent <= writeHighWater) return undefined;
    this.#room ??= Promise.withResolvers<void>();
    return this.#room.promise;
  }

  /**
   * A frame's parts view memory that is only good until `write` returns. When the stream is idle it copies at once, into its own buffer,
   * so the frame may write itself there; otherwise it must be copied here, and a second time later.
   */
  #bytesOf(message: Uint8Array | FlightFrame): Buffer {
    if (message instanceof Uint8Array) return asBuffer(message);
    if (this.#stream.writableLength > 0) return encodeFrame(message);
    // grpc-js asks of a serialized message its byteLength and copy().
    return new EncodedFrame(message) as unknown as Buffer;
  }

  finish(): void {
    if (this.#finished) return;
    // A stream without messages still gets its headers apart from the trailers: some clients read a login token only there.
    this.#sendHeaders();
    this.#finished = true;
    this.#stream.end();
  }

  fail(failure: Failure): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#stream.emit('error', statusOf(failure));
  }

  #sendHeaders(): void {
    if (this.#headersSent) return;
    this.#headersSent = true;
    this.#stream.sendMetadata(this.#headers);
  }

  #sent(bytes: number): void {
    this.#unsent -= bytes;
    if (this.#unsent > writeHighWater / 2) return;
    this.#room?.resolve();
    this.#room = undefined;
  }

  #cancelled(): void {
    // grpc-js reports the end of every call as cancelled, also of those that ended well.
    if (this.#finished) return;
    this.#finished = true;
    this.stop(failures.cancelled({ reason: 'the client ending the call' }));
  }

  stop(reason: Failure): void {
    this.#abort.abort(reason);
    this.#room?.promise.catch(() => {});
    this.#room?.reject(reason);
    this.#room = undefined;
  }
}

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function rejected(reason: unknown): Promise<never> {
  return Promise.reject(reason);
}
