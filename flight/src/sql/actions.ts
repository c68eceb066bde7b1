/**
 * Actions of Flight and Flight SQL. Flight SQL's own wrap their message in google.protobuf.Any; Flight's (sessions, cancel, renew)
 * carry it bare. Source: Apache Arrow, FlightSql.proto and Flight.proto.
 */
import { failures } from '@brooder/contracts';
import type { MessageShape } from '@bufbuild/protobuf';
import * as flight from '../gen/Flight_pb.ts';
import * as sql from '../gen/FlightSql_pb.ts';
import { unpack } from '../wire/index.ts';
import { decodeAny } from './commands.ts';

const sqlActions = {
  CreatePreparedStatement: sql.ActionCreatePreparedStatementRequestSchema,
  ClosePreparedStatement: sql.ActionClosePreparedStatementRequestSchema,
  CreatePreparedSubstraitPlan: sql.ActionCreatePreparedSubstraitPlanRequestSchema,
  BeginTransaction: sql.ActionBeginTransactionRequestSchema,
  EndTransaction: sql.ActionEndTransactionRequestSchema,
  BeginSavepoint: sql.ActionBeginSavepointRequestSchema,
  EndSavepoint: sql.ActionEndSavepointRequestSchema,
  CancelQuery: sql.ActionCancelQueryRequestSchema,
} as const;
const flightActions = {
  CancelFlightInfo: flight.CancelFlightInfoRequestSchema,
  RenewFlightEndpoint: flight.RenewFlightEndpointRequestSchema,
  SetSessionOptions: flight.SetSessionOptionsRequestSchema,
  GetSessionOptions: flight.GetSessionOptionsRequestSchema,
  CloseSession: flight.CloseSessionRequestSchema,
} as const;
const actionMessages = { ...sqlActions, ...flightActions };
type ActionMessages = typeof actionMessages;

export type FlightSqlActionName = keyof ActionMessages;
/** `other` is an action of somebody else's: `type` and `body` as they came. */
export type FlightSqlAction =
  | { [K in FlightSqlActionName]: { kind: K; request: MessageShape<ActionMessages[K]> } }[FlightSqlActionName]
  | { kind: 'other'; type: string; body: Uint8Array };

/** Every action type known here, for ListActions. */
export const actionTypes = Object.keys(actionMessages) as readonly FlightSqlActionName[];

/** Reads a whole Action message. @throws protocolViolation */
export function decodeAction(bytes: Uint8Array): FlightSqlAction {
  const { type, body } = unpack(flight.ActionSchema, bytes, 'an Action message');
  if (Object.hasOwn(flightActions, type)) {
    const kind = type as keyof typeof flightActions;
    return { kind, request: unpack(flightActions[kind], body, `the body of ${type}`) } as FlightSqlAction;
  }
  if (Object.hasOwn(sqlActions, type)) {
    const kind = type as keyof typeof sqlActions;
    const any = decodeAny(body, `the body of ${type}`);
    if (!any.typeUrl.endsWith(`/${sqlActions[kind].typeName}`)) {
      throw failures.protocolViolation({
        expected: `${sqlActions[kind].typeName} in the body of ${type}`,
        actual: `"${any.typeUrl.slice(0, 100)}"`,
      });
    }
    return { kind, request: unpack(sqlActions[kind], any.value, `the body of ${type}`) } as FlightSqlAction;
  }
  return { kind: 'other', type, body };
}
