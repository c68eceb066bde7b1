export { actionTypes, decodeAction, type FlightSqlAction, type FlightSqlActionName } from './actions.ts';
export { decodeCommand, type FlightSqlCommand, type FlightSqlCommandName, packCommand } from './commands.ts';
export { likeMatcher } from './like-pattern.ts';
export {
  type FlightInfoParts,
  packActionResult,
  packAny,
  packDescriptor,
  packFlightInfo,
  packPreparedPutResult,
  packPreparedResult,
  packPutResult,
  packSchemaResult,
  packTicket,
  packUpdateResult,
  unpackDescriptor,
  unpackTicket,
  unpackUpdateResult,
} from './messages.ts';
export { flightSqlSchemas } from './schemas.ts';
export { type SqlInfoValue, sqlInfoBatch } from './sql-info.ts';
