/**
 * One brooder per data directory. Node has no flock, so the lock is a file that appears atomically (link(2)) and names its holder by
 * process id and start time; a holder that no longer runs loses it to the next one.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failures } from '@brooder/contracts';

export interface DirectoryLock {
  release(): void;
}

interface Holder {
  pid: number;
  /** Clock ticks after boot at which the process began; absent where /proc is. */
  started?: string;
}

/** @throws dataDirInUse  another live process holds it */
export function lockDirectory(directory: string): DirectoryLock {
  const path = join(directory, 'brooder.lock');
  const mine: Holder = { pid: process.pid, ...startTime(process.pid) };
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(mine));
  try {
    for (;;) {
      if (tryLink(draft, path)) return { release: () => releaseIfMine(path, mine) };
      const holder = readHolder(path);
      if (holder && isAlive(holder)) throw failures.dataDirInUse({ dir: directory, pid: holder.pid });
      removeStale(path, holder);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves the stale file aside first: if another starter has taken the lock meanwhile, the moved file is theirs and goes back. */
function removeStale(path: string, stale: Holder | undefined): void {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = readHolder(aside);
  if (moved && JSON.stringify(moved) !== JSON.stringify(stale) && isAlive(moved)) tryLink(aside, path);
  rmSync(aside, { force: true });
}

function releaseIfMine(path: string, mine: Holder): void {
  if (JSON.stringify(readHolder(path)) === JSON.stringify(mine)) rmSync(path, { force: true });
}

function readHolder(path: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as Holder;
    return Number.isSafeInteger(holder.pid) && holder.pid > 0 ? holder : undefined;
  } catch {
    return undefined; // gone, or cut short by a full disk: nobody's
  }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const { started } = startTime(holder.pid);
  return started === undefined || holder.started === undefined || started === holder.started;
}

/** Field 22 of /proc/<pid>/stat, counted behind the parenthesised name; source: proc(5). */
function startTime(pid: number): { started?: string } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return started === undefined ? {} : { started };
  } catch {
    return {};
  }
}
