import type { Failure } from '@brooder/contracts';
import type { BearerClaims } from '@brooder/flight';
import type { HotWorker } from '../../pool/index.ts';

/** A Flight session as this gateway serves it: opened here, or on another gateway and found by its token. */
export interface FlightSession {
  readonly id: string;
  readonly org: string;
  readonly claims: BearerClaims;
  readonly hot: HotWorker;
  /** Aborts with the reason once the session is over; every call of it listens. */
  readonly over: AbortSignal;
  /** When the login began, on the gateway's clock; cleared once the first row went out. */
  firstRowSince: number | undefined;
  /** Calls that run, and when the last one ended. */
  running: number;
  lastUsed: number;
  /** Ends calls that still run with `reason`. */
  end(reason: Failure): void;
  /** For its owner: also frees its place on the worker and its row. */
  release(reason: string): Promise<void>;
}
