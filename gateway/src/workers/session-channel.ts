/** A Postgres session on a worker: one DoExchange stream, a JSON message and bytes in each frame (contracts, session-messages.ts). */
import {
  asFailure,
  type Clock,
  type Failure,
  failures,
  type OpenSession,
  type SessionReply,
  type SessionRequest,
  type Timer,
  timeouts,
  withSignal,
} from '@brooder/contracts';
import type { DecodedFrame, DuplexFrames } from '@brooder/flight';
import { failureOfCall } from './transport-failure.ts';
import type { SessionChannel } from './worker-connection.ts';

type ReplyListener = (reply: SessionReply, body: Buffer) => void | Promise<void>;
type EndListener = (failure: Failure | undefined) => void;

const noHeader = new Uint8Array(0);
const noBody: readonly Uint8Array[] = [];

/** Replies that answer a request for good; `rows`, `columns` and `notice` come before one of them. */
const answers: ReadonlySet<string> = new Set(['done', 'prepared', 'closed', 'failed']);

/**
 * Sends `open` on a fresh stream and waits for the worker's `opened`.
 * @throws what the worker answered, workerLost, or the signal's reason; the stream is reset then
 */
export async function openSessionChannel(parts: {
  frames: DuplexFrames;
  open: OpenSession;
  workerId: string;
  clock: Clock;
  signal: AbortSignal;
}): Promise<SessionChannel> {
  const channel = new FramedChannel(parts.frames, parts.workerId, parts.clock);
  try {
    channel.open(parts.open);
    await withSignal(channel.opened, parts.signal);
    return channel;
  } catch (thrown) {
    parts.frames.cancel();
    throw thrown;
  }
}

class FramedChannel implements SessionChannel {
  readonly opened: Promise<void>;
  readonly #frames: DuplexFrames;
  readonly #workerId: string;
  readonly #clock: Clock;
  readonly #opening = Promise.withResolvers<void>();
  #isOpen = false;
  #reply: ReplyListener | undefined;
  /** Resolves once a reply listener is set: a notice may come before it. */
  readonly #listened = Promise.withResolvers<void>();
  #endListener: EndListener | undefined;
  #ended: { failure: Failure | undefined } | undefined;
  #unanswered = 0;
  #closing = false;
  #closeTimer: Timer | undefined;

  constructor(frames: DuplexFrames, workerId: string, clock: Clock) {
    this.#frames = frames;
    this.#workerId = workerId;
    this.#clock = clock;
    this.opened = this.#opening.promise;
    this.opened.catch(() => {});
    frames.listen(
      (frame) => this.#onFrame(frame),
      (error) => this.#onEnd(error),
    );
  }

  open(request: OpenSession): void {
    this.#write(request, noBody);
  }

  send(request: SessionRequest, body: readonly Uint8Array[] = noBody): boolean {
    if (request.op !== 'cancel') this.#unanswered++;
    return this.#write(request, body);
  }

  async writable(): Promise<void> {
    try {
      await this.#frames.drained();
    } catch (thrown) {
      throw failureOfCall(thrown, this.#workerId);
    }
  }

  onReply(listener: ReplyListener): void {
    this.#reply = listener;
    this.#listened.resolve();
  }

  onEnd(listener: EndListener): void {
    this.#endListener = listener;
    if (this.#ended) listener(this.#ended.failure);
  }

  close(): void {
    if (this.#ended || this.#closing) return;
    this.#closing = true;
    // A listener that never came must not hold the stream's last frames.
    this.#listened.resolve();
    // Nobody waits for a running statement any more: a reset interrupts it, a half-close would let it run to its end.
    if (this.#unanswered > 0) {
      this.#frames.cancel();
      return;
    }
    this.#frames.end();
    this.#closeTimer = this.#clock.after(timeouts.workerCall, () => this.#frames.cancel());
  }

  #write(request: SessionRequest | OpenSession, body: readonly Uint8Array[]): boolean {
    return this.#frames.write({ header: noHeader, metadata: Buffer.from(JSON.stringify(request)), body });
  }

  #onFrame(frame: DecodedFrame): void | Promise<void> {
    const reply = parseReply(frame.metadata);
    if (reply.op === 'opened') {
      this.#isOpen = true;
      this.#opening.resolve();
      return;
    }
    if (answers.has(reply.op)) this.#unanswered--;
    const body = asBuffer(frame.body);
    if (this.#reply) return this.#reply(reply, body);
    return this.#listened.promise.then(() => this.#reply?.(reply, body));
  }

  #onEnd(error: Error | undefined): void {
    this.#closeTimer?.cancel();
    this.#listened.resolve();
    const failure = this.#closing ? undefined : this.#lastWord(error);
    this.#ended = { failure };
    if (!this.#isOpen) this.#opening.reject(failure ?? failures.workerLost({ worker: this.#workerId }));
    this.#endListener?.(failure);
  }

  /** A stream that nobody here closed has ended by the worker's will or its death. */
  #lastWord(error: Error | undefined): Failure {
    return error === undefined ? failures.workerLost({ worker: this.#workerId }) : failureOfCall(error, this.#workerId);
  }
}

/** A worker is compromised territory: anything but the agreed JSON ends the session. */
function parseReply(metadata: Uint8Array): SessionReply {
  let reply: unknown;
  try {
    reply = JSON.parse(asBuffer(metadata).toString());
  } catch (error) {
    throw asFailure(error);
  }
  if (typeof reply !== 'object' || reply === null || !('op' in reply) || typeof reply.op !== 'string') {
    throw failures.protocolViolation({ expected: 'a session reply of the worker', actual: 'another JSON value' });
  }
  return reply as SessionReply;
}

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
