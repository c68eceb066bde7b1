import type { GrpcStatusName } from '@brooder/contracts';

/** The call ended without a word of the server's handler: connection lost, deadline, cancelled here, or a foreign server's error. */
export class FlightTransportError extends Error {
  readonly grpc: GrpcStatusName;
  constructor(grpc: GrpcStatusName, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FlightTransportError';
    this.grpc = grpc;
  }
}
