import type { CallContext, FlightHandlers } from './handlers.ts';

export interface ServeOptions<Identity> {
  host: string;
  /** 0 picks a free port. */
  port: number;
  /** PEM. Absent: plaintext. */
  tls?: { cert: string | Buffer; key: string | Buffer };
  /** Who calls; runs before the handler of every method. @throws any Failure, which ends the call */
  authenticate(call: CallContext<undefined>): Promise<Identity>;
  handlers: FlightHandlers<Identity>;
  /** Calls at once on one connection. */
  maxConcurrentStreams?: number;
  /** Cause of every call that failed for a reason that is not a Failure. */
  onInternalError?(method: string, cause: unknown): void;
}

export interface FlightServer {
  readonly port: number;
  /** Refuses new calls, lets running ones end within `graceMs`, then resets them. */
  close(graceMs: number): Promise<void>;
}

/** @throws portInUse, portForbidden */
export async function serveFlight<Identity>(options: ServeOptions<Identity>): Promise<FlightServer> {
  throw new Error(`not written: ${options.port}`);
}
