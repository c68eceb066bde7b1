import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { type Clock, failures, timeouts } from '@brooder/contracts';
import type { Binaries } from './binaries.ts';
import type { Place } from './place.ts';
import type { ServerUser } from './server-user.ts';

export const superuser = 'brooder';

/** The binaries' major version; a cluster of another one cannot be opened by them. */
const major = '18';

/** Makes the database cluster once. It appears under its name only when complete, so a killed start leaves no half one. */
export async function ensureCluster(binaries: Binaries, place: Place, user: ServerUser, clock: Clock): Promise<void> {
  if (existsSync(place.data)) return checkVersion(place);
  const unfinished = `${place.data}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await run(
    binaries.initdb,
    // No password: the socket's directory, open to the server's user only, is the lock. The flush at the end of initdb is
    // left out, it takes longer than all the rest; the first checkpoint writes the same files.
    ['-D', unfinished, '-U', superuser, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions'],
    user,
    place,
    clock,
  );
  await rename(unfinished, place.data);
}

async function checkVersion(place: Place): Promise<void> {
  const version = (await readFile(`${place.data}/PG_VERSION`, 'utf8').catch(() => 'an unknown version')).trim();
  if (version !== major) {
    throw failures.embeddedPostgresUnavailable({
      reason: `${place.data} was made by PostgreSQL ${version}, but the binaries are PostgreSQL ${major}`,
    });
  }
}

function run(file: string, args: readonly string[], user: ServerUser, place: Place, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    const limit = clock.after(timeouts.embeddedPostgresStart, () => child.kill('SIGKILL'));
    const child = execFile(
      file,
      args,
      { cwd: place.base, env: serverEnvironment(), ...(user.switched && { uid: user.uid, gid: user.gid }) },
      (error, _out, complaints) => {
        limit.cancel();
        if (!error) return resolve();
        const said = complaints.trim().split('\n').slice(-2).join(' ') || error.message;
        reject(failures.embeddedPostgresUnavailable({ reason: `initdb failed: ${said}` }, { cause: error }));
      },
    );
  });
}

/** Nothing of the gateway's environment: it may hold secrets, and PG* variables would change the server. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}
