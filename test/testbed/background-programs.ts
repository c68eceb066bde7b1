/** Programs that outlive the command which started them, remembered by process number in a folder of theirs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runProgram } from './run-program.ts';

type Pids = Record<string, number>;
const pidFile = (folder: string) => join(folder, 'pids.json');
const logFile = (folder: string, name: string) => join(folder, 'log', name);

/** Starts `program` on its own; its output goes to `<folder>/log/<name>`. One of `args` must hold `folder`, or it is not found again. */
export async function startInBackground(
  folder: string,
  name: string,
  program: string,
  args: readonly string[],
): Promise<void> {
  await mkdir(join(folder, 'log'), { recursive: true });
  const log = openSync(logFile(folder, name), 'a');
  const child = spawn(program, args, { detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  await once(child, 'spawn');
  child.unref();
  await writeFile(pidFile(folder), JSON.stringify({ ...(await started(folder)), [name]: child.pid }));
}

/** Ends what was started for `folder`, last first. A program that ignores SIGTERM for 10 s is killed. */
export async function stopBackground(folder: string): Promise<void> {
  for (const pid of Object.values(await started(folder)).reverse()) {
    const deadline = Date.now() + 10_000;
    while (await isOurs(pid, folder)) {
      send(pid, Date.now() > deadline ? 'SIGKILL' : 'SIGTERM');
      await wait(50);
    }
  }
}

/**
 * Waits until `holds` answers true.
 * @throws after 60 s, or at once when a program of `folder` has ended, with the ends of the logs
 */
export async function untilReady(folder: string, what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await holds())) {
    for (const [name, pid] of Object.entries(await started(folder)))
      if (!(await isOurs(pid, folder))) throw new Error(`${name} has ended before ${what}\n${await logEnds(folder)}`);
    if (Date.now() > deadline) throw new Error(`not within 60 s: ${what}\n${await logEnds(folder)}`);
    await wait(50);
  }
}

async function started(folder: string): Promise<Pids> {
  return JSON.parse(await readFile(pidFile(folder), 'utf8').catch(() => '{}')) as Pids;
}

/** A process number may belong to another program by now: only one with the folder in its command line is ours. */
async function isOurs(pid: number, folder: string): Promise<boolean> {
  const linux = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  if (linux !== undefined) return linux.includes(folder);
  if (process.platform === 'linux') return false;
  return (await runProgram('ps', ['-o', 'command=', '-p', String(pid)])).stdout.includes(folder);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it has ended by itself meanwhile
  }
}

async function logEnds(folder: string): Promise<string> {
  const ends = Object.keys(await started(folder)).map(async (name) => {
    const text = await readFile(logFile(folder, name), 'utf8').catch(() => '');
    return `--- ${name}\n${text.trimEnd().split('\n').slice(-6).join('\n')}`;
  });
  return (await Promise.all(ends)).join('\n');
}
