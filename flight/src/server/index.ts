export { type Credentials, readAuthorization, readHandshake } from './authorization.ts';
export { type CallContext, type FlightCall, type FlightHandler, type FlightHandlers, unary } from './handlers.ts';
export { type FlightServer, type ServeOptions, serveFlight } from './serve-flight.ts';
