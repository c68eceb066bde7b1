import { type DecodedFrame, decodeFrame, type FlightFrame } from '../framing/index.ts';
import { type CallListener, type ClientCall, cancelledHere } from './client-call.ts';
import { MessageStream } from './message-stream.ts';

/** One DoExchange stream from the client's side. Iterate or listen, once; doing it slowly slows the server. */
export interface DuplexFrames extends AsyncIterable<DecodedFrame> {
  /** Queues one frame; false when the server's window is full: await `drained()` before the next. */
  write(frame: FlightFrame | Uint8Array): boolean;
  /** Resolves when there is room again; rejects when the stream is over. */
  drained(): Promise<void>;
  /**
   * Instead of iterating: called for each frame as it comes, without a promise between. A returned promise pauses the stream until
   * it settles. `onEnd` gets the error, or undefined after a clean end. An error that `onFrame` throws ends the stream with it.
   */
  listen(onFrame: (frame: DecodedFrame) => void | Promise<void>, onEnd: (error: Error | undefined) => void): void;
  /** No more frames from here. */
  end(): void;
  /** Resets the stream. */
  cancel(): void;
}

/** What listens to a call is chosen after the call has started: until then messages wait in the MessageStream. */
export class DuplexCall implements DuplexFrames, CallListener {
  readonly #messages = new MessageStream();
  #call: ClientCall | undefined;
  #frameListener: ((frame: DecodedFrame) => void | Promise<void>) | undefined;
  #endListener: ((error: Error | undefined) => void) | undefined;
  #delivering: Promise<void> | undefined;

  attach(call: ClientCall): void {
    this.#call = call;
    this.#messages.attach(call);
  }

  write(frame: FlightFrame | Uint8Array): boolean {
    return this.#call!.write(frame);
  }

  drained(): Promise<void> {
    return this.#call!.drained();
  }

  end(): void {
    this.#call!.halfClose();
  }

  cancel(): void {
    this.#call!.cancel(cancelledHere());
  }

  listen(onFrame: (frame: DecodedFrame) => void | Promise<void>, onEnd: (error: Error | undefined) => void): void {
    this.#endListener = onEnd;
    const { message, end } = this.#messages.takeOver();
    this.#frameListener = onFrame;
    if (message) this.onMessage(message);
    if (end) this.onEnd(end.error);
  }

  async *[Symbol.asyncIterator](): AsyncIterator<DecodedFrame> {
    for await (const message of this.#messages) yield decodeFrame(message);
  }

  onMessage(message: Buffer): void {
    if (!this.#frameListener) {
      this.#messages.onMessage(message);
      return;
    }
    try {
      const pending = this.#frameListener(decodeFrame(message));
      if (!pending) {
        this.#call!.read();
        return;
      }
      this.#delivering = pending.then(
        () => {
          this.#delivering = undefined;
          this.#call!.read();
        },
        (error) => this.#call!.cancel(error),
      );
    } catch (error) {
      this.#call!.cancel(error as Error);
    }
  }

  onEnd(error: Error | undefined): void {
    const listener = this.#endListener;
    if (!listener) this.#messages.onEnd(error);
    else if (this.#delivering) void this.#delivering.then(() => listener(error));
    else listener(error);
  }
}
