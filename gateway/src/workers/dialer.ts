/** Lines to workers over Flight: TLS checked by worker id, the worker's bearer with every call, one HTTP/2 connection for all of it. */
import {
  type Clock,
  failures,
  type OpenSession,
  type WorkerActionName,
  type WorkerActions,
  workerHeaders,
} from '@brooder/contracts';
import { FlightClient } from '@brooder/flight';
import type { WorkerEndpoint } from '../cluster/cluster.ts';
import type { Log } from '../telemetry/index.ts';
import { openSessionChannel } from './session-channel.ts';
import { failureOfCall } from './transport-failure.ts';
import type { Dialer, ForwardedCall, SessionChannel, WorkerConnection } from './worker-connection.ts';

export function createDialer(parts: { clock: Clock; log: Pick<Log, 'debug'> }): Dialer {
  return { dial: (endpoint) => new FlightConnection(endpoint, parts.clock, parts.log) };
}

class FlightConnection implements WorkerConnection {
  readonly endpoint: WorkerEndpoint;
  readonly #client: FlightClient;
  readonly #clock: Clock;
  readonly #lossListeners: (() => void)[] = [];
  #over: 'lost' | 'closed' | undefined;
  /**
   * Ends every call of this line. The transport alone is not enough: when a reset meets a write in flight, Node's HTTP/2 over TLS
   * notices nothing until its keepalive, 15 s later, while the pool knows of the worker's end within moments.
   */
  readonly #gone = new AbortController();

  constructor(endpoint: WorkerEndpoint, clock: Clock, log: Pick<Log, 'debug'>) {
    this.endpoint = endpoint;
    this.#clock = clock;
    this.#client = new FlightClient({
      host: endpoint.host,
      port: endpoint.port,
      tls: { ca: endpoint.ca, serverName: endpoint.workerId },
      metadata: { authorization: `Bearer ${endpoint.bearer}` },
    });
    this.#client.onLost(() => {
      if (this.#over) return;
      log.debug({ worker: endpoint.workerId }, 'the line to a worker broke');
      // Sessions of this line are gone with it, so it is not taken up again: the pool dials anew.
      this.#finish('lost');
      for (const listener of this.#lossListeners) listener();
    });
  }

  async act<N extends WorkerActionName>(
    name: N,
    request: WorkerActions[N]['request'],
    signal: AbortSignal,
  ): Promise<WorkerActions[N]['reply']> {
    this.#mustLive(signal);
    try {
      const options = { signal: AbortSignal.any([signal, this.#gone.signal]) };
      const [body] = await this.#client.doAction(name, Buffer.from(JSON.stringify(request)), options);
      return JSON.parse(body === undefined ? '{}' : Buffer.from(body).toString());
    } catch (thrown) {
      throw this.#failure(thrown, signal);
    }
  }

  async openChannel(open: OpenSession, signal: AbortSignal): Promise<SessionChannel> {
    this.#mustLive(signal);
    const metadata = { [workerHeaders.session]: open.sessionId, [workerHeaders.epoch]: open.epoch };
    const frames = this.#client.doExchange({ metadata, signal: this.#gone.signal });
    return openSessionChannel({ frames, open, workerId: this.endpoint.workerId, clock: this.#clock, signal });
  }

  async *forward(call: ForwardedCall): AsyncGenerator<Buffer> {
    this.#mustLive(call.signal);
    const options = { metadata: call.metadata, signal: AbortSignal.any([call.signal, this.#gone.signal]) };
    try {
      yield* this.#client.raw(call.method, call.requests, options);
    } catch (thrown) {
      throw this.#failure(thrown, call.signal);
    }
  }

  onLost(listener: () => void): void {
    if (this.#over === 'lost') listener();
    else this.#lossListeners.push(listener);
  }

  close(): void {
    this.#finish('closed');
  }

  #finish(how: 'lost' | 'closed'): void {
    if (this.#over) return;
    this.#over = how;
    this.#gone.abort(failures.workerLost({ worker: this.endpoint.workerId }));
    // Not at once: a channel cannot be closed from within its own notice of loss.
    queueMicrotask(() => this.#client.close());
  }

  #mustLive(signal: AbortSignal): void {
    signal.throwIfAborted();
    if (this.#over) throw failures.workerLost({ worker: this.endpoint.workerId });
  }

  /** The caller's own reason to stop comes back as it is, whatever the transport made of it. */
  #failure(thrown: unknown, signal: AbortSignal): unknown {
    return signal.aborted ? signal.reason : failureOfCall(thrown, this.endpoint.workerId);
  }
}
