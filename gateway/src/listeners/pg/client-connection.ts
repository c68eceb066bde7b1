import type { Socket } from 'node:net';
import { type Clock, failures } from '@brooder/contracts';
import { type FrontendMessage, FrontendReader } from '@brooder/pgwire';

/** Gathered replies are written once they reach this many bytes, or when the protocol asks for it. */
const gatherBytes = 64 * 1024;
/** Input that waits while a statement runs; beyond it the socket is not read. */
const inputHighWater = 1024 * 1024;

/**
 * A client's socket after the start-up packet: messages in, gathered messages out, both bounded. Input is read while a statement
 * runs, so that a client that goes away is noticed; output that the client does not take stops whoever awaits `flush`.
 */
export class ClientConnection {
  readonly reader: FrontendReader;
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #stallMs: number;
  readonly #gone: (() => void)[] = [];
  #out: Uint8Array[] = [];
  #outBytes = 0;
  #wake: (() => void) | undefined;
  #drained: Promise<void> | undefined;
  #closed = false;
  #ended = false;
  /** Bytes given to `push`, written or about to be. */
  bytesPushed = 0;

  /** @param stallMs  a client that takes nothing for this long is cut off */
  constructor(socket: Socket, clock: Clock, limits: { maxMessageBytes: number; stallMs: number }) {
    this.#socket = socket;
    this.#clock = clock;
    this.#stallMs = limits.stallMs;
    this.reader = new FrontendReader(limits);
    socket.on('data', (chunk) => {
      // Once this side has ended, what still comes is thrown away.
      if (this.#ended) return;
      this.reader.push(chunk);
      if (this.reader.buffered > inputHighWater && !this.#wake) socket.pause();
      this.#wake?.();
    });
    const close = () => {
      if (this.#closed) return;
      this.#closed = true;
      this.#wake?.();
      for (const listener of this.#gone) listener();
    };
    socket.on('end', close);
    socket.on('error', close);
    socket.on('close', close);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** True when a message or a part of one waits. */
  get hasInput(): boolean {
    return this.reader.buffered > 0;
  }

  onGone(listener: () => void): void {
    if (this.#closed) listener();
    else this.#gone.push(listener);
  }

  /** The next message; undefined when the client is gone. @throws protocolViolation, messageTooLarge */
  async next(): Promise<FrontendMessage | undefined> {
    for (;;) {
      const message = this.reader.next();
      if (message || this.#closed) return message;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (this.#socket.isPaused()) this.#socket.resume();
      });
      this.#wake = undefined;
    }
  }

  /** Adds a message to what the next `flush` writes. */
  push(message: Uint8Array): void {
    this.#out.push(message);
    this.#outBytes += message.length;
    this.bytesPushed += message.length;
  }

  /** Adds bytes of result rows; a promise when the client is slower than they come. */
  pushRows(body: Uint8Array): Promise<void> | undefined {
    this.push(body);
    return this.#outBytes >= gatherBytes ? this.flush() : undefined;
  }

  /** Writes what was gathered, in one write where it is small. The promise settles when the client has taken enough of it. */
  flush(): Promise<void> | undefined {
    if (this.#out.length > 0 && !this.#closed && !this.#ended) {
      const out = this.#out;
      let more: boolean;
      if (out.length === 1) more = this.#socket.write(out[0]!);
      else if (this.#outBytes <= gatherBytes * 2) more = this.#socket.write(Buffer.concat(out, this.#outBytes));
      else {
        this.#socket.cork();
        more = out.map((bytes) => this.#socket.write(bytes)).at(-1)!;
        this.#socket.uncork();
      }
      if (!more) this.#drained ??= this.#waitForDrain();
    }
    this.#out = [];
    this.#outBytes = 0;
    return this.#drained;
  }

  #waitForDrain(): Promise<void> {
    const stalled = this.#clock.after(this.#stallMs, () =>
      this.#socket.destroy(failures.cancelled({ reason: 'a client that reads nothing' })),
    );
    return new Promise((resolve) => {
      const done = () => {
        stalled.cancel();
        this.#drained = undefined;
        this.#socket.off('drain', done);
        this.#socket.off('close', done);
        resolve();
      };
      this.#socket.once('drain', done);
      this.#socket.once('close', done);
    });
  }

  /** Writes what was gathered and closes; a client that does not take it is cut off after `graceMs`. */
  end(graceMs = 1_000): void {
    if (this.#socket.destroyed || this.#ended) return;
    void this.flush();
    this.#ended = true;
    const timer = this.#clock.after(graceMs, () => this.#socket.destroy());
    this.#socket.once('close', () => timer.cancel());
    this.#socket.end();
    // What the client still sends is thrown away, so that its FIN is seen.
    this.#socket.resume();
  }

  destroy(): void {
    this.#socket.destroy();
  }
}
