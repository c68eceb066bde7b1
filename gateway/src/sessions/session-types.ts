/** Sessions of this gateway, whatever protocol they speak. `createSessions` makes the service. */
import type { Failure, Settings } from '@brooder/contracts';
import type { HotWorker } from '../pool/index.ts';
import type { WarehouseRow } from '../store/index.ts';

/** What a Postgres CancelRequest must repeat. */
export interface CancelKey {
  /** Positive 32-bit number; clients show it as the backend's process id. */
  pid: number;
  secret: Uint8Array;
}

export interface OpenRequest {
  org: string;
  user: string;
  database: string;
  warehouse: WarehouseRow;
  protocol: 'pg' | 'flight';
  remote: string;
  application: string;
  /** Made beforehand by `makeCancelKey`, because Postgres tells it to the client before a worker is claimed. */
  cancelKey?: CancelKey;
}

export interface GatewaySession {
  readonly id: string;
  readonly org: string;
  readonly user: string;
  readonly database: string;
  readonly hot: HotWorker;
  readonly cancelKey: CancelKey | undefined;
  /** Ends it for its owner: frees its place on the worker and its row. Idempotent; the listener of `onEnd` is not called. */
  close(reason: string): void;
  /** Called once, and at once when it has ended already, when something other than `close` ends it. */
  onEnd(listener: (failure: Failure) => void): void;
  /** Ends it because its worker did not serve it: the pool looks at that worker. Resolves when the row is gone. */
  abandon(reason: string): Promise<void>;
  /** Interrupts what it runs on the worker. False when nothing ran. @throws workerLost */
  cancel(): Promise<boolean>;
}

export interface SessionSummary {
  id: string;
  org: string;
  user: string;
  database: string;
  protocol: 'pg' | 'flight';
  workerId: string;
  remote: string;
  application: string;
  ageMs: number;
}

export interface Sessions {
  makeCancelKey(secretBytes: number): CancelKey;
  /**
   * A place on a hot worker of the org, with its row in the store. Asks the pool again while the worker it gave filled up.
   * @throws tooManyConnections, draining, workerLost, what the pool throws, or the signal's reason
   */
  open(request: OpenRequest, signal: AbortSignal): Promise<GatewaySession>;
  /**
   * Cancels by key, whichever gateway opened the session. Tells nobody whether there was one: false is for logs and tests.
   * Never throws; bounded in number, because whoever calls has not logged in.
   */
  cancel(pid: number, secret: Uint8Array): Promise<boolean>;
  list(): SessionSummary[];
  /** Ends all sessions with `failure`; more can be opened. */
  endAll(failure: Failure): void;
  /** Takes no more sessions; those open go on. */
  stopAccepting(): void;
  /** Ends all sessions with `failure` and waits, at most `deadlineMs`, until their rows are gone. */
  close(failure: Failure, deadlineMs: number): Promise<void>;
}

export type SessionsSettings = Pick<Settings, 'maxConnections' | 'acquireTimeout'>;
