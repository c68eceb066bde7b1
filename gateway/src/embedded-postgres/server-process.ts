import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open, readFile, realpath, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, failures, timeouts } from '@brooder/contracts';
import { Client } from 'pg';
import type { Binaries } from './binaries.ts';
import { serverEnvironment, superuser } from './cluster-files.ts';
import { type Place, port } from './place.ts';
import type { ServerUser } from './server-user.ts';

/** A server that answers on its socket. */
export interface Server {
  pid: number;
  adopted: boolean;
}

/** Small and quiet: one gateway's rows, no replication. Measured: 13.5 MB of memory, ready in 13–40 ms. */
const tuning: Readonly<Record<string, string>> = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  shared_buffers: '8MB',
  io_method: 'sync',
  max_connections: '100',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '128MB',
  max_logical_replication_workers: '0',
  max_worker_processes: '0',
  jit: 'off',
  log_timezone: 'UTC',
  timezone: 'UTC',
  // Statements hold verifiers: none of them goes to the log.
  log_min_error_statement: 'panic',
};

const pollMs = 5;
/** Size in bytes at which the server's log is emptied at the next start. */
const longestLog = 4_000_000;

/** Takes over the server that runs on this directory, or starts one. @throws embeddedPostgresUnavailable */
export async function adoptOrStart(binaries: Binaries, place: Place, user: ServerUser, clock: Clock): Promise<Server> {
  const limit = clock.now() + timeouts.embeddedPostgresStart;
  const survivor = await runningPid(place);
  if (survivor !== undefined) {
    // It may be stopping: then it goes away, and a start follows.
    while (await isPostgresOf(survivor, place)) {
      if ((await status(place)) === 'ready' && (await answers(place))) return { pid: survivor, adopted: true };
      if (clock.now() > limit) throw silent(`process ${survivor} on ${place.data} does not answer`);
      await clock.sleep(pollMs);
    }
    // Another program has the number by now, and Postgres would take it for a server of its own.
    await rm(join(place.data, 'postmaster.pid'), { force: true });
  }
  return start(binaries, place, user, clock, limit);
}

async function start(binaries: Binaries, place: Place, user: ServerUser, clock: Clock, limit: number): Promise<Server> {
  if (((await stat(place.log).catch(() => undefined))?.size ?? 0) > longestLog) await truncate(place.log);
  const log = await open(place.log, 'a', 0o600);
  const before = (await log.stat()).size;
  const settings = Object.entries({ ...tuning, unix_socket_directories: place.socket, port: String(port) });
  const child = spawn(
    binaries.postgres,
    ['-D', place.data, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      cwd: place.base,
      env: serverEnvironment(),
      // Ctrl-C in a terminal goes to the whole process group; the server must outlive the gateway's own drain.
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      ...(user.switched && { uid: user.uid, gid: user.gid }),
    },
  );
  child.unref();
  const ended = exitOf(child);
  try {
    for (;;) {
      // Before it serves, the file's first line still names an earlier server.
      if ((await runningPid(place)) === child.pid && (await status(place)) === 'ready' && (await answers(place))) break;
      if (ended.reason !== undefined) {
        const said = (await readFile(place.log)).subarray(before).toString().trim().split('\n').slice(-2).join(' ');
        throw silent(`the server ended at its start (${ended.reason}): ${said}`);
      }
      if (clock.now() > limit) {
        child.kill('SIGKILL');
        throw silent(`the server did not answer within ${timeouts.embeddedPostgresStart} ms`);
      }
      await clock.sleep(pollMs);
    }
  } finally {
    await log.close();
  }
  return { pid: child.pid as number, adopted: false };
}

function exitOf(child: ChildProcess): { reason?: string } {
  const ended: { reason?: string } = {};
  child.once('error', (error) => (ended.reason = error.message));
  child.once('exit', (code, signal) => (ended.reason = signal ?? `exit code ${code}`));
  return ended;
}

const silent = (reason: string) => failures.embeddedPostgresUnavailable({ reason });

/** Lines of postmaster.pid; source: PostgreSQL's pidfile.h. */
const pidLine = 0;
const statusLine = 7;

async function pidFile(place: Place): Promise<string[]> {
  const text = await readFile(join(place.data, 'postmaster.pid'), 'utf8').catch(() => '');
  return text.split('\n').map((line) => line.trim());
}

async function status(place: Place): Promise<string | undefined> {
  return (await pidFile(place))[statusLine];
}

/** The process that postmaster.pid names, if it lives. */
async function runningPid(place: Place): Promise<number | undefined> {
  const pid = Number((await pidFile(place))[pidLine]);
  return pid > 0 && (await isAlive(pid)) ? pid : undefined;
}

/** False for a zombie too: in a container without an init process nobody reaps a server whose launcher died. */
async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // The state follows the last parenthesis, because a program's name may hold parentheses; source: proc_pid_stat(5).
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return line === undefined || !line.slice(line.lastIndexOf(')')).startsWith(') Z');
}

/** Whether a living process is a server on this very directory: Postgres works in its data directory. */
export async function isPostgresOf(pid: number, place: Place): Promise<boolean> {
  if (!(await isAlive(pid))) return false;
  if (!existsSync('/proc/self/cwd')) return (await runningPid(place)) === pid;
  const directory = await realpath(`/proc/${pid}/cwd`).catch(() => undefined);
  return directory !== undefined && directory === (await realpath(place.data).catch(() => undefined));
}

/** Whether the server behind the socket says that it serves this directory. */
async function answers(place: Place): Promise<boolean> {
  const client = new Client({
    host: place.socket,
    port,
    user: superuser,
    database: 'postgres',
    connectionTimeoutMillis: timeouts.workerCall,
    query_timeout: timeouts.workerCall,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ directory: string }>(`select current_setting('data_directory') directory`);
    return (await realpath(rows[0]?.directory ?? '')) === (await realpath(place.data));
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Asks for a fast shutdown, then an immediate one, then kills. Postgres recovers from each of them. */
export async function stopServer(pid: number, place: Place, clock: Clock): Promise<void> {
  for (const [signal, patienceMs] of [
    ['SIGINT', timeouts.shutdownGrace],
    ['SIGQUIT', 1_000],
    ['SIGKILL', 1_000],
  ] as const) {
    if (!(await isPostgresOf(pid, place))) return;
    process.kill(pid, signal);
    const limit = clock.now() + patienceMs;
    while (clock.now() < limit) {
      if (!(await isPostgresOf(pid, place))) return;
      await clock.sleep(pollMs);
    }
  }
  throw failures.embeddedPostgresUnavailable({ reason: `process ${pid} on ${place.data} does not stop` });
}
