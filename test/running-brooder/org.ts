import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { RunningBrooder } from './index.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** Runs the command line against the brooder of this data directory. */
export function brooderCommand(brooder: RunningBrooder, args: readonly string[], input?: string) {
  return spawnSync(process.execPath, [main, ...args, '--data-dir', brooder.dataDir], {
    encoding: 'utf8',
    timeout: 60_000,
    ...(input === undefined ? {} : { input }),
  });
}

/** An org with a user `ana` of the same password as its name, made as a user makes it. */
export function makeOrg(brooder: RunningBrooder, org: string): { user: string; password: string; database: string } {
  for (const result of [
    brooderCommand(brooder, ['org', 'create', org]),
    brooderCommand(brooder, ['user', 'create', 'ana', '--org', org], `${org}-password\n`),
  ]) {
    if (result.status !== 0) throw new Error(result.stderr);
  }
  return { user: 'ana', password: `${org}-password`, database: org };
}
