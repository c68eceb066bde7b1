import { asFailure, Failure, failures } from '@brooder/contracts';
import { FlightTransportError } from '@brooder/flight';

/**
 * What a call on a worker ended with, as a Failure. The worker's own failures pass as they are; a broken line is `workerLost`, the
 * only thing a client can act on; a message over the limit is our fault and `internal`.
 */
export function failureOfCall(thrown: unknown, workerId: string): Failure {
  if (thrown instanceof Failure) return thrown;
  if (thrown instanceof FlightTransportError && thrown.grpc !== 'RESOURCE_EXHAUSTED') {
    return failures.workerLost({ worker: workerId }, { cause: thrown });
  }
  return asFailure(thrown);
}
