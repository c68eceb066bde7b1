/** Flight calls of a session, handed to its worker undecoded; only tickets and FlightInfos are opened on the way. */
import { asFailure, type Clock, Failure, failures, workerHeaders } from '@brooder/contracts';
import {
  actionTypes,
  decodeAction,
  type FlightCall,
  type FlightHandlers,
  type FlightMethod,
  flightMessages,
  pack,
  packActionResult,
} from '@brooder/flight';
import type { Pool } from '../../pool/index.ts';
import type { Metrics } from '../../telemetry/index.ts';
import type { FlightSession } from './flight-session.ts';
import { openTicketMessage, sealFlightInfo, sealPollInfo, type TicketSeal } from './sealed-info.ts';

export interface ForwardingOptions {
  seal: TicketSeal;
  pool: Pick<Pool, 'suspect'>;
  clock: Clock;
  metrics: Pick<Metrics, 'inc' | 'observe'>;
  close(session: FlightSession, reason: string): Promise<void>;
}

type SessionCall = FlightCall<FlightSession | undefined>;
type Handler = (session: FlightSession, call: SessionCall) => Promise<void>;
const protocol = 'flight';

/**
 * Handlers of every method but Handshake. DoExchange is left out on purpose: between gateway and worker it carries Postgres sessions,
 * and a client that could reach it would speak there with the gateway's own authority.
 */
export function forwardingHandlers(options: ForwardingOptions): FlightHandlers<FlightSession | undefined> {
  const { seal, metrics, clock } = options;

  /** Runs a handler as part of its session: counted, timed, and ended when the session ends. */
  const inSession = (handler: Handler) => async (call: SessionCall) => {
    const session = call.identity;
    if (!session) throw failures.unauthenticated({ expected: 'a bearer token' });
    session.running++;
    try {
      await handler(session, call);
    } catch (thrown) {
      // What the client did is not the worker's fault; what the session died of is the better reason.
      const failure = asFailure(session.over.aborted && !call.signal.aborted ? session.over.reason : thrown);
      metrics.inc('brooder_errors_total', { protocol, class: failure.sqlstate.slice(0, 2) });
      if (failure.code === 'workerLost') options.pool.suspect(session.hot.worker.id, 'a Flight call lost it');
      throw failure.code === 'internal' && !(thrown instanceof Failure) ? thrown : failure;
    } finally {
      session.running--;
      session.lastUsed = clock.now();
    }
  };

  async function forward(
    session: FlightSession,
    call: SessionCall,
    parts: {
      requests: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
      each?: (message: Buffer) => Uint8Array;
    },
  ): Promise<void> {
    const { hot, id } = session;
    const replies = hot.connection.forward({
      method: call.method,
      metadata: { [workerHeaders.session]: id, [workerHeaders.epoch]: String(hot.worker.epoch) },
      requests: parts.requests,
      signal: AbortSignal.any([call.signal, session.over]),
    });
    for await (const reply of replies) {
      const full = call.write(parts.each ? parts.each(reply) : reply);
      if (full) await full;
    }
  }

  const unary =
    (each?: (session: FlightSession, message: Buffer) => Uint8Array): Handler =>
    async (session, call) => {
      const requests = [await call.request()];
      await forward(session, call, each ? { requests, each: (message) => each(session, message) } : { requests });
    };

  /** A statement: its time is told, and the bytes of what it answers. */
  const statement =
    (
      requestsOf: (
        session: FlightSession,
        call: SessionCall,
      ) => Promise<AsyncIterable<Uint8Array> | Iterable<Uint8Array>>,
    ): Handler =>
    async (session, call) => {
      const began = clock.now();
      let bytes = 0;
      let outcome = 'error';
      const each = (message: Buffer) => {
        if (session.firstRowSince !== undefined && call.method === 'DoGet') {
          metrics.observe(
            'brooder_connect_to_first_row_seconds',
            { protocol },
            (clock.now() - session.firstRowSince) / 1000,
          );
          session.firstRowSince = undefined;
        }
        bytes += message.byteLength;
        return message;
      };
      try {
        await forward(session, call, { requests: await requestsOf(session, call), each });
        outcome = 'ok';
      } finally {
        metrics.observe('brooder_statement_seconds', { protocol, outcome }, (clock.now() - began) / 1000);
        metrics.inc('brooder_bytes_sent_total', { protocol }, bytes);
      }
    };

  const doAction: Handler = async (session, call) => {
    const request = await call.request();
    const action = decodeAction(request);
    // A worker's control actions travel by the same method: none of them may come from a client.
    if (action.kind === 'other') {
      throw failures.unsupported({
        what: `The action "${action.type.slice(0, 100)}"`,
        instead: 'ListActions says which there are.',
      });
    }
    if (action.kind !== 'CloseSession') return forward(session, call, { requests: [request] });
    await options.close(session, 'closed by its client');
    const status = flightMessages.CloseSessionResult_Status.CLOSED;
    await call.write(packActionResult(pack(flightMessages.CloseSessionResultSchema, { status })));
  };

  const handlers: Partial<Record<FlightMethod, Handler>> = {
    GetFlightInfo: unary((session, message) => sealFlightInfo(seal, session, message)),
    PollFlightInfo: unary((session, message) => sealPollInfo(seal, session, message)),
    GetSchema: unary(),
    DoGet: statement(async (session, call) => [openTicketMessage(seal, session, await call.request())]),
    DoPut: statement(async (_, call) => call.requests),
    DoAction: doAction,
    ListActions: async (_, call) => {
      for (const type of actionTypes)
        await call.write(pack(flightMessages.ActionTypeSchema, { type, description: '' }));
    },
  };
  return Object.fromEntries(Object.entries(handlers).map(([method, handler]) => [method, inSession(handler)]));
}
