import { accessSync, constants, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where compiled code of workers is kept: beside the packages it belongs to, or in the data directory when those are not ours to write. */
export function compileCacheDirectory(fallback: string): string {
  const packages = fileURLToPath(new URL('../../node_modules', import.meta.url));
  try {
    accessSync(packages, constants.W_OK);
    const directory = `${packages}/.cache/brooder-compile`;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return directory;
  } catch {
    return fallback; // installed for all users, or read-only
  }
}
