/**
 * One call on a grpc-js channel, below its stream classes: messages are read one at a time and only on demand, and a write is done when
 * the connection took it. (The stream classes prefetch 16 messages.)
 */
import { grpcStatus } from '@brooder/contracts';
import type { ChannelInterface, Metadata } from '@grpc/grpc-js';
import { encodeFrame, type FlightFrame } from '../framing/index.ts';
import { failureFromStatus, statusName } from '../wire/index.ts';
import { FlightTransportError } from './transport-error.ts';

/** Bytes queued above which `write` answers false. */
const writeHighWater = 1024 * 1024;

export interface CallListener {
  onHeaders?(headers: Metadata): void;
  /** The next message comes after `read()`. */
  onMessage(message: Buffer): void;
  /** Once; `undefined` after a clean end. No message comes after it. */
  onEnd(error: Error | undefined): void;
}

export class ClientCall {
  readonly #call: ReturnType<ChannelInterface['createCall']>;
  readonly #listener: CallListener;
  readonly #signal: AbortSignal | undefined;
  readonly #queue: Buffer[] = [];
  #queued = 0;
  #writing = false;
  #halfClosed = false;
  #over: { error: Error | undefined } | undefined;
  #room: PromiseWithResolvers<void> | undefined;

  constructor(
    channel: ChannelInterface,
    path: string,
    metadata: Metadata,
    listener: CallListener,
    signal?: AbortSignal,
  ) {
    this.#listener = listener;
    this.#signal = signal;
    this.#call = channel.createCall(path, Number.POSITIVE_INFINITY, null, null, null);
    this.#call.start(metadata, {
      onReceiveMetadata: (headers) => listener.onHeaders?.(headers),
      onReceiveMessage: (message: Buffer) => {
        if (!this.#over) listener.onMessage(message);
      },
      onReceiveStatus: (status) => {
        this.#end(
          status.code === grpcStatus.OK
            ? undefined
            : (failureFromStatus(status.metadata) ?? new FlightTransportError(statusName(status.code), status.details)),
        );
      },
    });
    if (signal?.aborted) queueMicrotask(this.#aborted);
    else signal?.addEventListener('abort', this.#aborted, { once: true });
  }

  get over(): boolean {
    return this.#over !== undefined;
  }

  /** Asks for one more message. */
  read(): void {
    if (!this.#over) this.#call.startRead();
  }

  /** Queues one message; false when the caller should wait for `drained`. */
  write(message: Uint8Array | FlightFrame): boolean {
    if (this.#over || this.#halfClosed) return true;
    const bytes = message instanceof Uint8Array ? asBuffer(message) : encodeFrame(message);
    this.#queued += bytes.byteLength;
    this.#queue.push(bytes);
    this.#sendNext();
    return this.#queued <= writeHighWater;
  }

  /** Resolves once there is room, rejects when the call is over. */
  drained(): Promise<void> {
    if (this.#over)
      return Promise.reject(this.#over.error ?? new FlightTransportError('CANCELLED', 'the call has ended'));
    if (this.#queued <= writeHighWater / 2) return Promise.resolve();
    this.#room ??= Promise.withResolvers<void>();
    return this.#room.promise;
  }

  halfClose(): void {
    if (this.#halfClosed) return;
    this.#halfClosed = true;
    if (!this.#writing && this.#queue.length === 0) this.#call.halfClose();
  }

  cancel(error: Error): void {
    this.#end(error);
  }

  // grpc-js keeps one outgoing message at a time.
  #sendNext(): void {
    if (this.#writing || this.#over) return;
    const bytes = this.#queue.shift();
    if (!bytes) return;
    this.#writing = true;
    const callback = () => {
      this.#writing = false;
      this.#queued -= bytes.byteLength;
      if (this.#room && this.#queued <= writeHighWater / 2) {
        this.#room.resolve();
        this.#room = undefined;
      }
      if (this.#queue.length > 0) this.#sendNext();
      else if (this.#halfClosed && !this.#over) this.#call.halfClose();
    };
    this.#call.sendMessageWithContext({ callback }, bytes);
  }

  readonly #aborted = (): void => {
    this.#end(this.#signal?.reason instanceof Error ? this.#signal.reason : cancelledHere());
  };

  #end(error: Error | undefined): void {
    if (this.#over) return;
    this.#over = { error };
    this.#signal?.removeEventListener('abort', this.#aborted);
    // After a status this does nothing; otherwise it resets the HTTP/2 stream.
    this.#call.cancelWithStatus(grpcStatus.CANCELLED, 'cancelled by the client');
    this.#queue.length = 0;
    if (this.#room) {
      this.#room.promise.catch(() => {});
      this.#room.reject(error ?? new FlightTransportError('CANCELLED', 'the call has ended'));
    }
    this.#listener.onEnd(error);
  }
}

export const cancelledHere = (): FlightTransportError =>
  new FlightTransportError('CANCELLED', 'the call was cancelled here');

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
