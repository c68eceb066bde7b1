import { asFailure, type Clock, deadline, Failure, failures, type Random, withSignal } from '@brooder/contracts';
import type { Pool, PoolClient } from 'pg';
import type { Store } from '../store.ts';
import { judge } from './refusals.ts';

/** `unavailable` counts what the store did not answer; `refused` what it answered with a failure. */
export type StoreCallOutcome = 'ok' | 'refused' | 'unavailable';

export interface Statement {
  text: string;
  values: readonly unknown[];
}

export interface CallOptions {
  /**
   * Safe to send twice: a read, or a write that finds its own earlier result. Others fail when the connection is lost after
   * sending, because nobody knows whether they were done.
   */
  repeatable: boolean;
  /** Named in failures: `Org "ducks"`, the worker and the state it should have reached. */
  subject?: { what: string; workerId?: string; to?: string };
}

/** Runs one statement as one transaction and gives its rows. `attempt` is 2 or more when an earlier one's outcome is unknown. */
export type Caller = <R>(
  method: keyof Store,
  statement: (attempt: number) => Statement,
  options: CallOptions,
) => Promise<R[]>;

export interface CallerOptions {
  pool: Pool;
  clock: Clock;
  random: Random;
  callTimeoutMs: number;
  onCall?: ((method: keyof Store, ms: number, outcome: StoreCallOutcome) => void) | undefined;
}

/** One reconnect: a second loss within one call's deadline means that the server is away, and the caller should hear it. */
const connectionAttempts = 2;
const conflictAttempts = 5;
/** Callers beyond this wait for a connection in vain anyway; they are told at once. */
const longestQueue = 1_000;

export function createCaller({ pool, clock, random, callTimeoutMs, onCall }: CallerOptions): Caller {
  const names = statementNames();

  return async (method, statement, options) => {
    const started = clock.now();
    const late = failures.configStoreUnavailable({ reason: `no answer within ${callTimeoutMs} ms` });
    const limit = deadline(clock, callTimeoutMs, late);
    try {
      const rows = await attempts(statement, options, limit.signal);
      onCall?.(method, clock.now() - started, 'ok');
      return rows as never[];
    } catch (thrown) {
      const failure = asFailure(thrown);
      onCall?.(method, clock.now() - started, failure.code === 'configStoreUnavailable' ? 'unavailable' : 'refused');
      throw failure;
    } finally {
      limit.clear();
    }
  };

  async function attempts(
    statement: (attempt: number) => Statement,
    { repeatable, subject = { what: 'This row' } }: CallOptions,
    signal: AbortSignal,
  ): Promise<unknown[]> {
    let losses = 0;
    for (let conflicts = 0; ; ) {
      let client: PoolClient | undefined;
      try {
        client = await connect(signal);
        const { text, values } = statement(losses + 1);
        const { rows } = await withSignal(
          client.query<Record<string, unknown>>({ name: names(text), text, values: [...values] }),
          signal,
        );
        client.release();
        return rows;
      } catch (thrown) {
        if (signal.aborted || thrown instanceof Failure) {
          // An abandoned statement still runs on its connection; the server's own statement_timeout ends it.
          client?.release(true);
          throw thrown;
        }
        const verdict = judge(thrown, subject);
        client?.release(verdict.kind === 'unavailable');
        if (verdict.kind === 'refused') throw verdict.failure;
        if (verdict.kind === 'conflict') {
          if (++conflicts < conflictAttempts) {
            await clock.sleep(random.fraction() * 20 * conflicts, signal);
            continue;
          }
          throw failures.configStoreUnavailable({ reason: 'transactions kept colliding' }, { cause: thrown });
        }
        const mayRepeat = repeatable || verdict.undone || !client;
        if (++losses >= connectionAttempts || !mayRepeat) {
          throw failures.configStoreUnavailable({ reason: verdict.reason }, { cause: thrown });
        }
        // Gateways that lost the server together should not come back together.
        await clock.sleep(random.fraction() * 50, signal);
      }
    }
  }

  async function connect(signal: AbortSignal): Promise<PoolClient> {
    if (pool.waitingCount >= longestQueue) {
      throw failures.configStoreUnavailable({ reason: `${longestQueue} calls wait for a connection` });
    }
    const connecting = pool.connect();
    try {
      return await withSignal(connecting, signal);
    } catch (thrown) {
      // A connection that arrives too late goes back unused; one that never arrives was reported by `thrown` or by the deadline.
      connecting.then(
        (client) => client.release(),
        () => {},
      );
      throw thrown;
    }
  }
}

/** A name for each text, so that the server parses and plans it once per connection. Texts are ours and finite in number. */
function statementNames(): (text: string) => string {
  const names = new Map<string, string>();
  return (text) => {
    const name = names.get(text) ?? `brooder_${names.size}`;
    names.set(text, name);
    return name;
  };
}
