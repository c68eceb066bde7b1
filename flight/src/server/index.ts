export { type Credentials, readAuthorization } from './authorization.ts';
export {
  type CallContext,
  type FlightCall,
  type FlightHandler,
  type FlightHandlers,
  type FlightMethod,
  unary,
} from './handlers.ts';
export { type FlightServer, type ServeOptions, serveFlight } from './serve-flight.ts';
