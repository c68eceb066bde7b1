import type { DecodedFrame, FlightFrame } from '../framing/index.ts';

/** One DoExchange stream from the client's side. Iterate once; iterating slowly slows the server. */
export interface DuplexFrames extends AsyncIterable<DecodedFrame> {
  /** Queues one frame; false when the server's window is full: await `drained()` before the next. */
  write(frame: FlightFrame): boolean;
  drained(): Promise<void>;
  /**
   * Instead of iterating: called for each frame as it comes, without a promise between. A returned promise pauses the stream until
   * it settles. `ended` gets the error, or undefined after a clean end.
   */
  listen(onFrame: (frame: DecodedFrame) => void | Promise<void>, onEnd: (error: Error | undefined) => void): void;
  /** No more frames from here. */
  end(): void;
  /** Resets the stream. */
  cancel(): void;
}
