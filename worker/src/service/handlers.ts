import { workerHeaders } from '@brooder/contracts';
import type { CallContext, FlightCall, FlightHandlers } from '@brooder/flight';
import { doGet, doPut, type FlightSession, getFlightInfo, getSchema } from '../flight-sql/index.ts';
import { serveChannel } from '../session/index.ts';
import { doAction } from './control.ts';
import type { WorkerCore } from './worker-core.ts';

/** The worker's Flight service: control actions, Postgres channels, Flight SQL of the session that a header names. */
export function workerHandlers(core: WorkerCore): FlightHandlers {
  const ofSession =
    (handler: (session: FlightSession, call: FlightCall) => Promise<void>) => async (call: FlightCall) => {
      checkEpoch(core, call);
      await handler(core.flightSession(call.header(workerHeaders.session)), call);
    };
  return {
    DoExchange: (call) => serveChannel(call, (request, send) => core.openPgSession(request, send)),
    DoAction: async (call) => {
      checkEpoch(core, call);
      await doAction(core, call, call.header(workerHeaders.session));
    },
    GetFlightInfo: ofSession(getFlightInfo),
    GetSchema: ofSession(getSchema),
    DoGet: ofSession(doGet),
    DoPut: ofSession(doPut),
  };
}

/** A forwarded call names its epoch in a header; control actions name it in their body. */
function checkEpoch(core: WorkerCore, call: CallContext): void {
  const epoch = call.header(workerHeaders.epoch);
  if (epoch !== undefined) core.lease.observe(epoch);
}
