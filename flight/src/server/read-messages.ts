import type { Readable } from 'node:stream';

/**
 * The messages of a call, one at a time: the stream is read only when the consumer asks. Node's own iterator would end the whole
 * duplex stream when the consumer stops early, and with it the reply.
 */
export function readMessages(stream: Readable, signal: AbortSignal): AsyncIterable<Buffer> {
  const queue: Buffer[] = [];
  let ended = false;
  let started = false;
  let waiting: { resolve(result: IteratorResult<Buffer>): void; reject(reason: unknown): void } | undefined;

  // One message waits here while the consumer works; grpc-js holds at most one more. Its own limit would be 16.
  (stream as unknown as { _readableState: { highWaterMark: number } })._readableState.highWaterMark = 1;

  const onData = (message: Buffer) => {
    if (waiting) {
      const { resolve } = waiting;
      waiting = undefined;
      resolve({ done: false, value: message });
    } else {
      queue.push(message);
    }
    if (!waiting) stream.pause();
  };
  const onEnd = () => {
    // A reset by the client also ends the stream, one turn before it is told as cancelled. It must not pass for a complete upload.
    setImmediate(() => {
      ended = true;
      waiting?.resolve({ done: true, value: undefined });
      waiting = undefined;
    });
  };
  const onAbort = () => {
    waiting?.reject(signal.reason);
    waiting = undefined;
  };

  const iterator: AsyncIterableIterator<Buffer> = {
    [Symbol.asyncIterator]: () => iterator,
    next() {
      if (!started) {
        started = true;
        stream.on('data', onData);
        stream.on('end', onEnd);
        signal.addEventListener('abort', onAbort, { once: true });
      }
      const message = queue.shift();
      if (message) return Promise.resolve({ done: false, value: message });
      if (signal.aborted) return Promise.reject(signal.reason);
      if (ended) return Promise.resolve({ done: true, value: undefined });
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        stream.resume();
      });
    },
  };
  return iterator;
}
