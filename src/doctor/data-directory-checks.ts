import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Settings } from '@brooder/contracts';
import type { Finding } from './finding.ts';

/** The directory itself, or the nearest parent that exists. */
function existing(path: string): string {
  let at = resolve(path);
  while (!existsSync(at)) at = dirname(at);
  return at;
}

export function checkDataDirectory(settings: Settings): Finding {
  const subject = 'data directory';
  const path = existing(settings.dataDir);
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return {
      subject,
      verdict: 'problem',
      found: `${path} is not writable for this user`,
      mend: 'Choose another with --data-dir.',
    };
  }
  if (process.getuid?.() !== 0) return { subject, verdict: 'ok', found: resolve(settings.dataDir) };
  const closed = closedParent(path);
  return closed === undefined
    ? { subject, verdict: 'ok', found: `${resolve(settings.dataDir)} (as root; Postgres runs as another user)` }
    : {
        subject,
        verdict: 'warning',
        found: `${closed} is closed to other users, and the embedded Postgres does not run as root`,
        mend: `Run as another user, open it with "chmod o+x ${closed}", or choose another directory with --data-dir.`,
      };
}

function closedParent(path: string): string | undefined {
  for (let at = path; at !== dirname(at); at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return at;
  }
  return undefined;
}

const wantedBytes = 500 * 1024 ** 2;

export function checkDisk(settings: Settings): Finding {
  const subject = 'disk';
  const { bavail, bsize } = statfsSync(existing(settings.dataDir));
  const free = bavail * bsize;
  const found = `${Math.floor(free / 1024 ** 2)} MiB free where the data directory is`;
  return free >= wantedBytes
    ? { subject, verdict: 'ok', found }
    : {
        subject,
        verdict: 'problem',
        found,
        mend: 'Postgres and the demo table want 500 MiB. Free some, or choose another disk with --data-dir.',
      };
}
