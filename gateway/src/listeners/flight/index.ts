/** The Flight SQL door. */
export { type FlightListener, type ListenFlightOptions, listenFlight } from './listen-flight.ts';
