/** Arrow Flight SQL for Node: server and client, FlightData framing, Arrow IPC from C-data buffers. */
export * from './client/index.ts';
export * from './framing/index.ts';
/** Generated messages, for fields that have no shorthand here. */
export * as flightMessages from './gen/Flight_pb.ts';
export * as flightSqlMessages from './gen/FlightSql_pb.ts';
export * from './ipc/index.ts';
export * from './server/index.ts';
export * from './sql/index.ts';
export * from './tickets/index.ts';
export { type FlightMethod, flightMethods, pack, unpack } from './wire/index.ts';
