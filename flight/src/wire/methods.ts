/** The methods of arrow.flight.protocol.FlightService. Source: Apache Arrow, Flight.proto. */
export const flightMethods = [
  'Handshake',
  'ListFlights',
  'GetFlightInfo',
  'PollFlightInfo',
  'GetSchema',
  'DoGet',
  'DoPut',
  'DoAction',
  'ListActions',
  'DoExchange',
] as const;
export type FlightMethod = (typeof flightMethods)[number];

export const methodPath = (method: FlightMethod): string => `/arrow.flight.protocol.FlightService/${method}`;
