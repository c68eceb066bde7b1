import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { failures } from '@brooder/contracts';

/** Who the server runs as. Postgres refuses to run as root, and asks for a passwd entry of its user. */
export interface ServerUser {
  uid: number;
  gid: number;
  /** True when the launcher is root and the server another user: files must be handed over, and paths be reachable. */
  switched: boolean;
}

/** Existing users in order of preference; none is made, because a host's user list is not ours to change. */
const candidates = ['postgres', 'nobody'];

export function serverUser(): ServerUser {
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  if (uid !== 0) {
    try {
      userInfo();
    } catch (cause) {
      throw failures.embeddedPostgresUnavailable({ reason: `user id ${uid} has no passwd entry` }, { cause });
    }
    return { uid, gid, switched: false };
  }
  const entries = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of candidates) {
    const entry = entries.find((fields) => fields[0] === name);
    if (entry && Number(entry[2]) > 0) return { uid: Number(entry[2]), gid: Number(entry[3]), switched: true };
  }
  throw failures.embeddedPostgresUnavailable({
    reason: `Postgres refuses to run as root, and this system has none of the users ${candidates.join(', ')}`,
  });
}
