import { type Failure, failures } from '@brooder/contracts';
import { ChunkQueue } from './chunk-queue.ts';
import type { FrontendMessage } from './message.ts';
import { parseMessage, requireKind } from './parse-message.ts';

/**
 * Cuts a byte stream into typed messages. Pushed chunks are kept, not copied: the caller must not write to them again.
 * After a failure the stream has lost its frame: `next` throws the same failure again, and the connection can only be closed.
 */
export class FrontendReader {
  readonly #queue = new ChunkQueue();
  #limit: number;
  #failure: Failure | undefined;

  constructor(limits: { maxMessageBytes: number }) {
    this.#limit = limits.maxMessageBytes;
  }

  /** Bytes received and not yet given out as messages. */
  get buffered(): number {
    return this.#queue.length;
  }

  push(chunk: Uint8Array): void {
    if (this.#failure === undefined) this.#queue.push(chunk);
  }

  /** Largest message body in bytes, for messages whose header is not read yet. */
  setLimit(maxMessageBytes: number): void {
    this.#limit = maxMessageBytes;
  }

  /** The next whole message, or undefined until more bytes are pushed. @throws protocolViolation, messageTooLarge */
  next(): FrontendMessage | undefined {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      return this.#next();
    } catch (failure) {
      this.#failure = failure as Failure;
      throw failure;
    }
  }

  #next(): FrontendMessage | undefined {
    const queue = this.#queue;
    if (queue.length === 0) return undefined;
    const type = queue.peek(0);
    requireKind(type);
    if (queue.length < 5) return undefined;
    const length = queue.peekUint32(1);
    if (length < 4 || length > 0x7fffffff)
      throw failures.protocolViolation({ expected: 'a message length of 4 to 2147483647', actual: String(length) });
    if (length - 4 > this.#limit)
      throw failures.messageTooLarge({ limit: this.#limit, actual: length - 4, what: 'A message' });
    if (queue.length < length + 1) return undefined;
    queue.take(5);
    return parseMessage(type, queue.take(length - 4));
  }
}
