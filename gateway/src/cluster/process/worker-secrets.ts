import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes one worker's secrets where only this user reads them: files, because a process's environment and arguments are shown to others
 * by `ps` and `/proc`. Gives their paths.
 */
export async function writeSecrets(
  directory: string,
  secrets: { bearer: string; cert: string; key: string },
): Promise<{ bearer: string; cert: string; key: string }> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const write = async (name: string, content: string) => {
    const path = join(directory, name);
    await writeFile(path, content, { mode: 0o600 });
    return path;
  };
  return {
    bearer: await write('bearer', secrets.bearer),
    cert: await write('tls.crt', secrets.cert),
    key: await write('tls.key', secrets.key),
  };
}
