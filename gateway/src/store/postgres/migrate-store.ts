import { type Clock, deadline, durationText, failures, type Random, withSignal } from '@brooder/contracts';
import { clientFor, connectionConfig, type PostgresConnection } from './connection.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { migrationMs } from './postgres-store.ts';
import { startFailure } from './refusals.ts';

export interface MigrateStoreOptions {
  connection: PostgresConnection;
  clock: Clock;
  random: Random;
  /** Milliseconds for the server to answer; a migration that has begun may take 60 s more. */
  waitMs: number;
  /** Ends the wait; a migration that has begun goes on. */
  signal?: AbortSignal;
  /** Told once of each new reason to wait. */
  onWait?: (reason: string) => void;
}

export interface MigrationReport {
  /** What this call applied, in order; empty when the schema was up to date. */
  applied: { number: number; name: string }[];
  /** Number of the newest migration this version knows. */
  schema: number;
}

/** Milliseconds for one connection attempt: a packet that is dropped must not use up the whole wait, and the last one gets a chance. */
const attemptMs = { least: 1_000, most: 5_000 };

/**
 * Brings the schema up to date and leaves nothing open: what a Job runs before gateways start. A server that is not there yet is
 * waited for; any number of calls may run at once.
 *
 * @throws configStoreUnavailable  no answer within `waitMs`; at once for a wrong password or a missing right
 */
export async function migrateStore(options: MigrateStoreOptions): Promise<MigrationReport> {
  const { clock, random, waitMs, signal, onWait } = options;
  const end = clock.now() + waitMs;
  const Client = clientFor(options.connection);
  let said: string | undefined;
  for (;;) {
    const client = new Client({
      ...connectionConfig(options.connection),
      connectionTimeoutMillis: Math.max(attemptMs.least, Math.min(attemptMs.most, end - clock.now())),
      statement_timeout: migrationMs,
      application_name: 'brooder migrate',
    });
    // A loss also rejects the query that runs; without a listener it would end the process.
    client.on('error', () => {});
    try {
      await client.connect();
      const applied = await withinLimit(clock, migrate(client, migrations));
      return { applied: applied.map(({ number, name }) => ({ number, name })), schema: migrations.at(-1)!.number };
    } catch (thrown) {
      const late = startFailure(thrown);
      if (!late.mayHeal) throw late.failure;
      // With the place, which is no secret: most waits for ever are for a host that is misspelt.
      const reason = `${late.reason}, at ${client.host}:${client.port}`;
      if (clock.now() >= end) {
        const waited = `${reason}, after ${durationText(waitMs)}`;
        throw failures.configStoreUnavailable({ reason: waited }, { cause: thrown });
      }
      if (reason !== said) onWait?.(reason);
      said = reason;
      await clock.sleep(Math.max(0, Math.min(250 + random.fraction() * 500, end - clock.now())), signal);
    } finally {
      await client.end().catch(() => {}); // a connection that never opened has nothing to end
    }
  }
}

async function withinLimit<T>(clock: Clock, work: Promise<T>): Promise<T> {
  const late = failures.configStoreUnavailable({ reason: `its schema was not ready within ${migrationMs} ms` });
  const limit = deadline(clock, migrationMs, late);
  return withSignal(work, limit.signal).finally(limit.clear);
}
