import { createHash, randomBytes } from 'node:crypto';
import { chmod, chown, lstat, mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { failures } from '@brooder/contracts';
import type { ServerUser } from './server-user.ts';

/** Directories of one embedded Postgres. */
export interface Place {
  /** Holds all of the others but, at times, `socket`. */
  base: string;
  data: string;
  socket: string;
  log: string;
}

/** sun_path of sockaddr_un holds 108 bytes with its final zero; source: unix(7). */
const longestSocketPath = 107;
/** No TCP port is opened; the number is part of the socket's name. */
export const port = 5432;
const socketName = `.s.PGSQL.${port}`;

/** Where data goes when the server's user cannot reach the data directory, for example below root's home. */
const systemHome = '/var/lib/brooder';

/** Makes the directories, each owned by the server's user and closed to others. */
export async function preparePlace(dataDir: string, user: ServerUser): Promise<Place> {
  await mkdir(dataDir, { recursive: true });
  const wanted = await realpath(dataDir);
  const base = (await reachable(dirname(wanted), user)) ? wanted : await elsewhere(wanted, user);
  await makePrivate(base, user);
  const socket = await socketDirectory(base, user);
  return { base, data: join(base, 'data'), socket, log: join(base, 'postgres.log') };
}

/** Whether `user` may pass through `path` and each of its parents. */
export async function reachable(path: string, user: ServerUser): Promise<boolean> {
  if (!user.switched) return true;
  for (let current = path; ; current = dirname(current)) {
    const { uid, gid, mode } = await stat(current);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (current === dirname(current)) return true;
  }
}

/** A directory that a file in the data directory names, so that deleting the data directory forgets the data, as people expect. */
async function elsewhere(wanted: string, user: ServerUser): Promise<string> {
  const pointer = join(wanted, 'location');
  const known = await readFile(pointer, 'utf8').catch(() => undefined);
  if (known?.startsWith(`${systemHome}/`)) return known.trim();
  const base = join(systemHome, randomBytes(8).toString('hex'));
  try {
    await mkdir(base, { recursive: true, mode: 0o755 });
    if (!(await reachable(systemHome, user))) throw new Error(`${systemHome} is closed to user id ${user.uid}`);
    await writeFile(pointer, base);
  } catch (cause) {
    throw failures.embeddedPostgresUnavailable(
      {
        reason: `user id ${user.uid}, as which it runs because Postgres refuses root, cannot reach ${wanted}, and ${systemHome} cannot be used either`,
      },
      { cause, hint: 'Choose a --data-dir that every user may pass through.' },
    );
  }
  return base;
}

async function socketDirectory(base: string, user: ServerUser): Promise<string> {
  const beside = join(base, 'socket');
  const hash = createHash('sha256').update(base).digest('hex').slice(0, 16);
  const fits = Buffer.byteLength(join(beside, socketName)) <= longestSocketPath;
  const chosen = fits ? beside : join(tmpdir(), `brooder-${hash}`);
  if (Buffer.byteLength(join(chosen, socketName)) > longestSocketPath || !(await reachable(dirname(chosen), user))) {
    throw failures.embeddedPostgresUnavailable({
      reason: `neither ${base} nor ${tmpdir()} has a path short enough for a Unix socket (${longestSocketPath} bytes) that user id ${user.uid} can reach`,
    });
  }
  await makePrivate(chosen, user);
  return chosen;
}

/**
 * Makes `directory`, owned by the server's user, mode 0700. One that exists must already be so, or be root's own: in a shared
 * directory such as /tmp another user may have put it there to read what we write.
 */
export async function makePrivate(directory: string, user: ServerUser): Promise<void> {
  await mkdir(directory, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const found = await lstat(directory);
  const mine = found.uid === user.uid || (user.switched && found.uid === 0);
  if (!found.isDirectory() || !mine) {
    throw failures.embeddedPostgresUnavailable({
      reason: `${directory} belongs to user id ${found.uid}, but must be a directory of user id ${user.uid}`,
    });
  }
  if (found.uid !== user.uid) await chown(directory, user.uid, user.gid);
  if ((found.mode & 0o777) !== 0o700) await chmod(directory, 0o700);
}
