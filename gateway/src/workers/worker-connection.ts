/** One gateway's line to one worker. Opened by a `Dialer`, shared by all sessions of that worker on this gateway. */
import type { OpenSession, SessionReply, SessionRequest, WorkerActionName, WorkerActions } from '@brooder/contracts';
import type { FlightMethod } from '@brooder/flight';
import type { WorkerEndpoint } from '../cluster/cluster.ts';

export interface Dialer {
  /** Does not wait for the connection; the first call does. */
  dial(endpoint: WorkerEndpoint): WorkerConnection;
}

export interface WorkerConnection {
  readonly endpoint: WorkerEndpoint;
  /** One control action. @throws what the worker answered, workerLost when it cannot be reached, the signal's reason */
  act<N extends WorkerActionName>(
    name: N,
    request: WorkerActions[N]['request'],
    signal: AbortSignal,
  ): Promise<WorkerActions[N]['reply']>;
  /** Opens a Postgres session (first message of a DoExchange). */
  openChannel(open: OpenSession, signal: AbortSignal): Promise<SessionChannel>;
  /**
   * Forwards one Flight call undecoded: request messages in, response messages out, with the worker's token and the session's
   * headers. Iterating slowly slows the worker. Aborting the signal resets the worker's stream.
   */
  forward(call: ForwardedCall): AsyncIterable<Buffer>;
  /** Called once when the transport is gone for good. */
  onLost(listener: () => void): void;
  close(): void;
}

export interface ForwardedCall {
  /** For example `DoGet`. */
  method: FlightMethod;
  metadata: Readonly<Record<string, string>>;
  requests: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  signal: AbortSignal;
}

export interface SessionChannel {
  /** Queues one request; answers false when the peer's window is full: wait for `writable`. */
  send(request: SessionRequest, body?: readonly Uint8Array[]): boolean;
  writable(): Promise<void>;
  /** Replies in order; set once, before the first `send`. The listener may return a promise: the next reply waits for it (backpressure). */
  onReply(listener: (reply: SessionReply, body: Buffer) => void | Promise<void>): void;
  /** Called once, with workerLost or the worker's last word, when no further reply can come. */
  onEnd(listener: (failure: import('@brooder/contracts').Failure | undefined) => void): void;
  /** Ends the session on the worker. */
  close(): void;
}
