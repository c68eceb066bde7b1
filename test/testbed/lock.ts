import { mkdir } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '@brooder/contracts';
import { type DirectoryLock, lockDirectory } from '../../src/data-dir/index.ts';

/**
 * Runs `use` while this process alone holds the lock in `directory`, which is made. A lock whose process is gone is taken over.
 * @throws when another process holds it for longer than `timeoutMs`
 */
export async function withLock<T>(directory: string, timeoutMs: number, use: () => Promise<T>): Promise<T> {
  await mkdir(directory, { recursive: true });
  const lock = await taken(directory, Date.now() + timeoutMs);
  try {
    return await use();
  } finally {
    lock.release();
  }
}

async function taken(directory: string, deadline: number): Promise<DirectoryLock> {
  for (;;) {
    try {
      return lockDirectory(directory);
    } catch (error) {
      if (!(error instanceof Failure && error.code === 'dataDirInUse')) throw error;
      if (Date.now() > deadline) throw new Error(`${directory} stays locked: ${(error as Error).message}`);
    }
    await wait(200);
  }
}
