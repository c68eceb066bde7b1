/** Flight SQL sessions: statements, catalog commands, uploads, transactions. */
export { runSqlAction } from './actions.ts';
export { FlightSession } from './flight-session.ts';
export { doGet, getFlightInfo, getSchema } from './handlers.ts';
export { doPut } from './put.ts';
