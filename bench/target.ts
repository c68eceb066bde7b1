/** The server under measurement: our own, started for the run, or any other one by address. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PublishedAddresses } from '../src/data-dir/index.ts';

export interface Door {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
  tls: boolean;
}

export interface Target {
  pg?: Door;
  flight?: Door;
  /** Process id of the gateway, when it is ours. */
  process?: number;
  stop(): Promise<void>;
}

const readyWithinMs = 90_000;

export async function startOwnServer(extra: readonly string[] = []): Promise<Target> {
  const directory = mkdtempSync(join(tmpdir(), 'brooder-bench-'));
  // Below a closed directory, root's Postgres would keep its files elsewhere, and they would stay.
  chmodSync(directory, 0o755);
  const readyFile = join(directory, 'ready.json');
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  const ports = ['--pg-port', '--flight-port', '--api-port', '--metrics-port'].flatMap((flag) => [flag, '0']);
  const child = spawn(
    process.execPath,
    [main, 'up', '--data-dir', join(directory, 'data'), '--ready-file', readyFile, ...ports, ...extra],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const ended = once(child, 'exit');
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await ended;
    }
    rmSync(directory, { recursive: true, force: true });
  };
  const begin = performance.now();
  while (!existsSync(readyFile)) {
    if (child.exitCode !== null || performance.now() - begin > readyWithinMs) {
      await stop();
      throw new Error(`brooder did not become ready within ${readyWithinMs / 1000} s`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const addresses = JSON.parse(readFileSync(readyFile, 'utf8')) as PublishedAddresses;
  const login = { user: 'postgres', password: 'postgres', database: 'brooder', tls: true };
  return { pg: { ...addresses.pg, ...login }, flight: { ...addresses.flight, ...login }, process: child.pid!, stop };
}

export function targetFromFlags(flags: {
  target: string;
  protocol: 'pg' | 'flight';
  user: string;
  database: string;
  tls: boolean;
}): Target {
  const at = flags.target.lastIndexOf(':');
  const door: Door = {
    host: flags.target.slice(0, at),
    port: Number(flags.target.slice(at + 1)),
    user: flags.user,
    password: process.env.PGPASSWORD ?? 'postgres',
    database: flags.database,
    tls: flags.tls,
  };
  return { [flags.protocol]: door, stop: async () => {} };
}
