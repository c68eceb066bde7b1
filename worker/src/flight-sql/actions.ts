import { failures } from '@brooder/contracts';
import {
  type FlightCall,
  type FlightSqlAction,
  flightMessages,
  flightSqlMessages,
  pack,
  packActionResult,
  packAny,
  packPreparedResult,
} from '@brooder/flight';
import { quoteName } from '../sql-text.ts';
import type { FlightSession } from './flight-session.ts';
import { datasetSchema, parameterSchema } from './parameter-schema.ts';

type SqlAction = Exclude<FlightSqlAction, { kind: 'other' }>;

/** Runs one of Flight SQL's own actions. */
export async function runSqlAction(session: FlightSession, call: FlightCall, action: SqlAction): Promise<void> {
  const reply = await answer(session, call, action);
  if (reply !== undefined) await call.write(reply);
}

async function answer(session: FlightSession, call: FlightCall, action: SqlAction): Promise<Uint8Array | undefined> {
  switch (action.kind) {
    case 'CreatePreparedStatement':
      return session.exclusive(call.signal, async () => {
        session.checkTransaction(action.request.transactionId);
        const { handle, engine } = await session.prepare(action.request.query, false);
        return packPreparedResult({
          handle: Buffer.from(handle),
          parameters: parameterSchema(engine.parameters),
          ...(engine.columns === undefined ? {} : { dataset: datasetSchema(engine) }),
        });
      });
    case 'ClosePreparedStatement':
      await session.exclusive(call.signal, () =>
        session.closeStatement(session.statement(action.request.preparedStatementHandle)),
      );
      return undefined;
    case 'BeginTransaction':
      return session.exclusive(call.signal, async () =>
        packActionResult(
          packAny(flightSqlMessages.ActionBeginTransactionResultSchema, { transactionId: await session.begin() }),
        ),
      );
    case 'EndTransaction':
      await endTransaction(session, call, action.request);
      return undefined;
    case 'SetSessionOptions':
      return setOptions(session, call, action.request);
    case 'GetSessionOptions':
      return getOptions(session, call);
    case 'CloseSession':
      await session.end(failures.unknownSession({}));
      return packActionResult(
        pack(flightMessages.CloseSessionResultSchema, { status: flightMessages.CloseSessionResult_Status.CLOSED }),
      );
    default:
      throw failures.unsupported({
        what: `The action ${action.kind}`,
        instead: 'Reset the stream to cancel a query; GetSqlInfo says what this server has.',
      });
  }
}

async function endTransaction(
  session: FlightSession,
  call: FlightCall,
  request: flightSqlMessages.ActionEndTransactionRequest,
): Promise<void> {
  const { COMMIT, ROLLBACK } = flightSqlMessages.ActionEndTransactionRequest_EndTransaction;
  const { action, transactionId } = request;
  if (action !== COMMIT && action !== ROLLBACK) {
    throw failures.protocolViolation({ expected: 'COMMIT or ROLLBACK', actual: `action ${action}` });
  }
  await session.exclusive(call.signal, () => session.finish(transactionId, action === COMMIT ? 'COMMIT' : 'ROLLBACK'));
}

async function setOptions(
  session: FlightSession,
  call: FlightCall,
  request: flightMessages.SetSessionOptionsRequest,
): Promise<Uint8Array> {
  const { INVALID_NAME, INVALID_VALUE } = flightMessages.SetSessionOptionsResult_ErrorValue;
  const errors: Record<string, { value: typeof INVALID_NAME | typeof INVALID_VALUE }> = {};
  for (const [name, { optionValue }] of Object.entries(request.sessionOptions)) {
    const value = optionValue.case === 'stringValue' ? optionValue.value : undefined;
    if (name === 'catalog') {
      // A session stays in its org's warehouse.
      if (value !== session.database) errors[name] = { value: INVALID_VALUE };
    } else if (name === 'schema') {
      if (value === undefined || !(await useSchema(session, call, value))) errors[name] = { value: INVALID_VALUE };
    } else errors[name] = { value: INVALID_NAME };
  }
  return packActionResult(pack(flightMessages.SetSessionOptionsResultSchema, { errors }));
}

async function useSchema(session: FlightSession, call: FlightCall, schema: string): Promise<boolean> {
  try {
    await session.exclusive(call.signal, () =>
      session.connection.run(`USE ${quoteName(session.database)}.${quoteName(schema)}`),
    );
    return true;
  } catch {
    // The client gets the option's name with INVALID_VALUE.
    return false;
  }
}

async function getOptions(session: FlightSession, call: FlightCall): Promise<Uint8Array> {
  const [row] = await session.exclusive(call.signal, () => session.connection.rows('SELECT current_schema()'));
  const text = (value: string) => ({ optionValue: { case: 'stringValue' as const, value } });
  return packActionResult(
    pack(flightMessages.GetSessionOptionsResultSchema, {
      sessionOptions: { catalog: text(session.database), schema: text(String(row?.[0] ?? 'main')) },
    }),
  );
}
