export type { DuplexFrames } from './duplex-frames.ts';
export { type CallOptions, FlightClient, type FlightClientOptions } from './flight-client.ts';
export { FlightTransportError } from './transport-error.ts';
