import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Runs `use` while this process alone holds the file `path`. A lock whose process is gone is taken over.
 * @throws when another process holds it for longer than `timeoutMs`
 */
export async function withLock<T>(path: string, timeoutMs: number, use: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  while (!(await taken(path))) {
    if (Date.now() > deadline) throw new Error(`${path} is held by another process for more than ${timeoutMs} ms`);
    await wait(200);
  }
  try {
    return await use();
  } finally {
    await rm(path, { force: true });
  }
}

async function taken(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const holder = Number(await readFile(path, 'utf8').catch(() => ''));
  // An empty file is a holder between making it and writing its number.
  if (holder > 0 && !isAlive(holder)) await rm(path, { force: true });
  return false;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
