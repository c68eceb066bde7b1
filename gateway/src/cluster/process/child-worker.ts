import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { type Clock, failures, type WorkerReadyLine } from '@brooder/contracts';
import type { Log } from '../log.ts';
import { forwardLines } from './forward-lines.ts';

export interface ChildWorker {
  /** `<pid>-<start time>`: the kernel reuses pids, never both. */
  uid: string;
  /** Resolves once the process has ended and was reaped. */
  gone: Promise<void>;
  /** `exit <code>` or `signal <name>`, once it has ended. */
  ended(): string | undefined;
  /** Does nothing once it has ended. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

export interface SpawnChild {
  workerId: string;
  nodePath: string;
  workerMain: string;
  environment: Readonly<Record<string, string>>;
  clock: Clock;
  log: Log;
  onReady(ready: WorkerReadyLine): void;
  onEnd(): void;
}

/** What a worker inherits: enough to run, and none of the gateway's own settings or cloud identity. */
const inherited = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'LD_LIBRARY_PATH', 'SYSTEMROOT'];
const longestReadyLine = 4_096;

/** Starts the process; resolves when the kernel has it. @throws spawnFailed with the error's code, such as ENOENT */
export async function spawnChild(request: SpawnChild): Promise<ChildWorker> {
  const { workerId, log, clock } = request;
  const child = spawn(request.nodePath, [request.workerMain, '--exit-with-parent'], {
    env: { ...inheritedEnvironment(), ...request.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const gone = Promise.withResolvers<void>();
  let ended: string | undefined;
  // `exit` may come before the streams end; the reason is known, and nothing more is read from a dead worker.
  child.once('exit', (code, signal) => {
    gone.resolve();
    ended = code === null ? `signal ${signal}` : `exit ${code}`;
    request.onEnd();
  });
  await spawned(child);
  const uid = `${child.pid}-${await startTime(child.pid!, clock)}`;
  // A worker that ends while its pipe is written to is reported by `exit`.
  child.stdin!.on('error', () => {});
  readReadyLine(child, workerId, log, request.onReady);
  forwardLines(child.stderr!, clock, (line) => log.info({ worker: workerId, line }, 'worker'));
  return {
    uid,
    gone: gone.promise,
    ended: () => ended,
    kill(signal) {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    },
  };
}

function inheritedEnvironment(): Record<string, string> {
  const found = inherited.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(found.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

async function spawned(child: ChildProcess): Promise<void> {
  const done = Promise.withResolvers<void>();
  child.once('spawn', () => done.resolve());
  // Also a later error, such as a kill that is not permitted: it must not end the gateway.
  child.on('error', (error: NodeJS.ErrnoException) =>
    done.reject(failures.spawnFailed({ reason: error.code ?? 'unknown' })),
  );
  await done.promise;
}

/** Field 22 of `/proc/<pid>/stat` (proc(5)), counted after the name in parentheses; where there is no /proc, our own time. */
async function startTime(pid: number, clock: Clock): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[19] ?? String(clock.wall().getTime());
  } catch {
    return String(clock.wall().getTime());
  }
}

/** The first line of standard output; whatever follows is read and dropped, so that the pipe never fills. */
function readReadyLine(
  child: ChildProcess,
  workerId: string,
  log: Log,
  onReady: (ready: WorkerReadyLine) => void,
): void {
  let text: string | undefined = '';
  child.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
    if (text === undefined) return;
    text += chunk;
    const end = text.indexOf('\n');
    if (end < 0 && text.length <= longestReadyLine) return;
    const ready = parseReadyLine(text.slice(0, Math.max(end, 0)), workerId);
    text = undefined;
    if (ready) onReady(ready);
    else {
      log.error({ worker: workerId }, 'the first line of a worker is not its ready line');
      child.kill('SIGKILL');
    }
  });
}

export function parseReadyLine(line: string, workerId: string): WorkerReadyLine | undefined {
  try {
    const { ready, workerId: id, host, port, pid } = JSON.parse(line) as Partial<WorkerReadyLine>;
    const portFits = Number.isInteger(port) && port! > 0 && port! < 65_536;
    if (ready !== true || id !== workerId || typeof host !== 'string' || !portFits) return undefined;
    return { ready, workerId: id, host, port: port!, pid: Number(pid) };
  } catch {
    return undefined;
  }
}
