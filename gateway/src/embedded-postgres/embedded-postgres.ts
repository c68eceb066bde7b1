import { type Clock, failures } from '@brooder/contracts';
import { findBinaries } from './binaries.ts';
import { ensureCluster, superuser } from './cluster-files.ts';
import { port, preparePlace } from './place.ts';
import { adoptOrStart, isPostgresOf, type Server, stopServer } from './server-process.ts';
import { serverUser } from './server-user.ts';

/** The part of a pino logger that is needed here. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export type EmbeddedPostgresEvent =
  /** The server ended without being asked to; it is started again after `retryInMs`. */
  { kind: 'crashed'; reason: string; retryInMs: number } | { kind: 'restarted'; pid: number };

export interface EmbeddedPostgresOptions {
  /** Directory of the cluster's files; made when missing. Made readable for its owner only. */
  dataDir: string;
  clock: Clock;
  log: Log;
  onEvent?: (event: EmbeddedPostgresEvent) => void;
}

export interface EmbeddedPostgres {
  /** For `pg`: a private Unix socket, superuser, no password; the socket's directory is the lock. */
  connection: { host: string; port: number; user: string; database: string };
  /** True when a server that a killed brooder left behind was taken over. */
  adopted: boolean;
  /** Process id of the server that answers now; another one after a crash. */
  pid(): number;
  /** Fast shutdown; idempotent. A server that was adopted is stopped as well. */
  stop(): Promise<void>;
}

/** How often a running server is looked at; an adopted one is nobody's child, so no event tells of its end. */
const watchMs = 200;
const backoffMs = { first: 100, longest: 10_000 };

/**
 * Starts PostgreSQL on a private socket, or takes over the server that an earlier, killed brooder left on the same directory.
 * A server that ends unasked is started again. One brooder at a time may use a directory; the caller holds the lock for that.
 * @throws embeddedPostgresUnavailable  with the reason and what to do instead
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { clock, log } = options;
  const launch = await prepare(options);
  let server = await launch.start();
  const { adopted } = server;
  if (adopted) log.info({ pid: server.pid }, 'took over the embedded Postgres of an earlier run');

  const stopping = new AbortController();
  /** Ends early, without an error, when `stop` is called. */
  const pause = (ms: number) => clock.sleep(ms, stopping.signal).catch(() => {});
  const watcher = watch();
  let stopped: Promise<void> | undefined;

  async function watch(): Promise<void> {
    while (!stopping.signal.aborted) {
      await pause(watchMs);
      if (stopping.signal.aborted || (await isPostgresOf(server.pid, launch.place))) continue;
      await restart();
    }
  }

  async function restart(): Promise<void> {
    let reason = `process ${server.pid} ended`;
    for (let wait = backoffMs.first; !stopping.signal.aborted; wait = Math.min(wait * 2, backoffMs.longest)) {
      log.error({ reason, retryInMs: wait }, 'the embedded Postgres ended and is started again');
      options.onEvent?.({ kind: 'crashed', reason, retryInMs: wait });
      await pause(wait);
      if (stopping.signal.aborted) return;
      try {
        server = await launch.start();
        options.onEvent?.({ kind: 'restarted', pid: server.pid });
        return;
      } catch (thrown) {
        reason = thrown instanceof Error ? thrown.message : String(thrown);
      }
    }
  }

  return {
    connection: { host: launch.place.socket, port, user: superuser, database: 'postgres' },
    adopted,
    pid: () => server.pid,
    stop() {
      stopping.abort();
      stopped ??= watcher.then(() => stopServer(server.pid, launch.place, clock));
      return stopped;
    },
  };
}

async function prepare({ dataDir, clock, log }: EmbeddedPostgresOptions) {
  try {
    const user = serverUser();
    const place = await preparePlace(dataDir, user);
    if (!place.base.startsWith(dataDir))
      log.info({ directory: place.base }, 'the embedded Postgres keeps its files here');
    const binaries = await findBinaries(place.base, user);
    await ensureCluster(binaries, place, user, clock);
    return { place, start: (): Promise<Server> => adoptOrStart(binaries, place, user, clock) };
  } catch (thrown) {
    const error = thrown as NodeJS.ErrnoException;
    if (typeof error.code !== 'string' || error.syscall === undefined) throw thrown;
    throw failures.embeddedPostgresUnavailable({ reason: error.message }, { cause: thrown });
  }
}
