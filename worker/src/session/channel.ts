import { failures, type OpenSession, type SessionRequest } from '@brooder/contracts';
import { decodeFrame, type FlightCall } from '@brooder/flight';
import type { AnsweredRequest, PgSession, SendReply } from './pg-session.ts';

/** Requests taken off the stream ahead of the one that runs; more wait in the transport. */
const maxQueued = 1024;
const nothing = new Uint8Array(0);
const noBody: readonly Uint8Array[] = [];

/** A session on its engine connection; `ended` rejects when the worker itself ends it. */
export interface OpenedSession {
  session: PgSession;
  ended: Promise<never>;
  close(): Promise<void>;
}

/**
 * Serves the `DoExchange` stream of one Postgres session until the gateway closes it, the call is reset, or the worker ends the
 * session. Requests run in order; `cancel` overtakes them.
 */
export async function serveChannel(
  call: FlightCall,
  open: (request: OpenSession, send: SendReply) => Promise<OpenedSession>,
): Promise<void> {
  // Rejects when the session is over: a reply that waits for a gateway that does not read must not hold its end up.
  const over = Promise.withResolvers<never>();
  over.promise.catch(() => {});
  const send: SendReply = (reply, body) => {
    const full = call.write({
      header: nothing,
      metadata: Buffer.from(JSON.stringify(reply)),
      body: body === undefined || body.length === 0 ? noBody : [body],
    });
    return full && Promise.race([full, over.promise]);
  };
  const messages = call.requests[Symbol.asyncIterator]();
  const first = await messages.next();
  if (first.done) return;
  const request = parse(decodeFrame(first.value).metadata);
  if (request.op !== 'open') throw failures.protocolViolation({ expected: '"open" first', actual: `"${request.op}"` });
  const { session, ended, close } = await open(request, send);
  const lane = new Lane(session);
  const stop = () => session.activity.stop();
  call.signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.race([readRequests(messages, lane), ended]);
    // The gateway half-closed: its last requests are still answered, unless the call is over.
    if (!call.signal.aborted) await lane.idle();
  } finally {
    call.signal.removeEventListener('abort', stop);
    over.reject(failures.unknownSession({}));
    lane.abandon();
    stop();
    await lane.settled();
    await close();
  }
}

async function readRequests(messages: AsyncIterator<Buffer>, lane: Lane): Promise<void> {
  for (let next = await messages.next(); !next.done; next = await messages.next()) {
    const { metadata, body } = decodeFrame(next.value);
    const request = parse(metadata);
    if (request.op === 'open') throw failures.protocolViolation({ expected: 'one "open"', actual: 'a second' });
    if (request.op === 'cancel') lane.session.activity.stop();
    else {
      const full = lane.push(request, body);
      if (full) await full;
    }
  }
}

function parse(metadata: Uint8Array): SessionRequest | OpenSession {
  try {
    const request = JSON.parse(Buffer.from(metadata.buffer, metadata.byteOffset, metadata.byteLength).toString());
    if (typeof request?.op === 'string') return request;
  } catch {
    // Falls through: the sender is told what was expected.
  }
  throw failures.protocolViolation({ expected: 'a session request as JSON in app_metadata', actual: 'something else' });
}

/** The requests of one session, run one after another. */
class Lane {
  readonly session: PgSession;
  #queue: { request: AnsweredRequest; body: Uint8Array }[] = [];
  #running: Promise<void> | undefined;
  #room: (() => void) | undefined;
  #failure: unknown;

  constructor(session: PgSession) {
    this.session = session;
  }

  /** A promise means the queue is full: await it before the next message is read. */
  push(request: AnsweredRequest, body: Uint8Array): Promise<void> | undefined {
    if (this.#failure !== undefined) throw this.#failure;
    this.#queue.push({ request, body });
    if (this.#running === undefined) {
      this.#running = this.#run();
      this.#running.catch(() => {});
    }
    if (this.#queue.length < maxQueued) return undefined;
    return new Promise((resolve) => {
      this.#room = resolve;
    });
  }

  /** Resolves when everything queued was answered. */
  async idle(): Promise<void> {
    await this.#running;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Resolves when nothing runs any more, however it ended. */
  async settled(): Promise<void> {
    await this.#running?.catch(() => {});
  }

  /** Drops what waits. */
  abandon(): void {
    this.#queue = [];
    this.#room?.();
  }

  async #run(): Promise<void> {
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        this.#room?.();
        this.#room = undefined;
        await this.session.handle(next.request, next.body);
      }
    } catch (thrown) {
      // A reply could not be sent: the stream is lost, and nothing that waits has a reader.
      this.#failure = thrown;
      this.abandon();
    } finally {
      this.#running = undefined;
    }
  }
}
