/** The value of `X-Brooder-Internal-Secret`, made once and kept in the data directory (0600) when the operator gives none. */
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failures, type Random } from '@brooder/contracts';

/** @throws dataDirUnusable when the directory can neither be read nor written */
export async function keptInternalSecret(options: { directory: string; random: Random }): Promise<string> {
  const file = join(options.directory, 'internal-secret');
  try {
    const earlier = await readFile(file, 'utf8').catch(() => undefined);
    if (earlier !== undefined) return checked(earlier);
    await mkdir(options.directory, { recursive: true, mode: 0o700 });
    const made = Buffer.from(options.random.bytes(32)).toString('base64url');
    const draft = `${file}.${process.pid}.${Buffer.from(options.random.bytes(4)).toString('hex')}`;
    await writeFile(draft, `${made}\n`, { mode: 0o600, flag: 'wx' });
    // A link fails when the name is taken, and never shows half a file: two starts at once end with one value.
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await unlink(draft);
    return checked(await readFile(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : 'unknown';
    throw failures.dataDirUnusable({ dir: options.directory, reason }, { cause: error });
  }
}

function checked(content: string): string {
  const secret = content.trim();
  if (secret.length < 16) throw new Error('its file internal-secret is shorter than 16 characters; delete it');
  return secret;
}
