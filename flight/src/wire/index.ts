export { type FlightMethod, flightMethods, methodPath } from './methods.ts';
export { pack, unpack } from './protobuf.ts';
export { failureFromStatus, type GrpcStatus, statusName, statusOf } from './status.ts';
