import { failures, type WorkerActionName, type WorkerActions } from '@brooder/contracts';
import { decodeAction, type FlightCall, packActionResult } from '@brooder/flight';
import { runSqlAction } from '../flight-sql/index.ts';
import type { WorkerCore } from './worker-core.ts';

type Controls = {
  [N in WorkerActionName]: (
    core: WorkerCore,
    request: WorkerActions[N]['request'],
  ) => Promise<WorkerActions[N]['reply']> | WorkerActions[N]['reply'];
};

/** What a gateway may ask of this worker. Only `describe` works without an epoch. */
const controls: Controls = {
  activate: (core, request) => core.activate(request),
  'open-session': async (core, request) => {
    await core.openFlightSession(request);
    return {};
  },
  'close-session': async (core, request) => {
    await core.closeSession(request);
    return {};
  },
  cancel: (core, request) => core.cancel(request),
  drain: (core, request) => core.drain(request),
  describe: (core) => core.describe(),
};

/** `DoAction`: the worker's own control actions, or Flight SQL's actions of a session. */
export async function doAction(core: WorkerCore, call: FlightCall, sessionId: string | undefined): Promise<void> {
  const action = decodeAction(await call.request());
  if (action.kind !== 'other') return runSqlAction(core.flightSession(sessionId), call, action);
  if (!Object.hasOwn(controls, action.type)) {
    throw failures.unsupported({
      what: `The action "${action.type.slice(0, 100)}"`,
      instead: `A worker takes ${Object.keys(controls).join(', ')} and the actions of Flight SQL.`,
    });
  }
  const control = controls[action.type as WorkerActionName] as Controls['describe'];
  const reply = await control(core, parseBody(action.body));
  await call.write(packActionResult(Buffer.from(JSON.stringify(reply))));
}

function parseBody(body: Uint8Array): Record<never, never> {
  try {
    const value: unknown = body.length === 0 ? {} : JSON.parse(Buffer.from(body).toString());
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Falls through: the sender is told what was expected.
  }
  throw failures.protocolViolation({
    expected: 'a JSON object as the body of a control action',
    actual: 'something else',
  });
}
