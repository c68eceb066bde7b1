/** A `brooder up` as a user starts it, on free ports and a data directory of its own, for suites that look from outside. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PublishedAddresses } from '../../src/data-dir/index.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface RunningBrooder {
  addresses: PublishedAddresses;
  dataDir: string;
  process: ChildProcess;
  /** Everything it printed, both streams. */
  output(): string;
  internalSecret(): string;
  /** SIGTERM and the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL, and wait until it is gone. */
  kill(): Promise<void>;
}

export interface StartOptions {
  /** Default: a fresh directory that `stop` removes. */
  dataDir?: string;
  args?: readonly string[];
  environment?: Readonly<Record<string, string>>;
}

export const freePorts = ['--pg-port', '0', '--flight-port', '0', '--api-port', '0', '--metrics-port', '0'];

export function freshDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'brooder-test-'));
}

/** Polls until `probe` gives something other than undefined or false. @throws after `timeoutMs` with `what` */
export async function until<T>(what: string, probe: () => T | Promise<T>, timeoutMs = 30_000): Promise<NonNullable<T>> {
  const begin = performance.now();
  let last: unknown;
  for (;;) {
    try {
      const value = await probe();
      if (value !== undefined && value !== null && value !== false) return value as NonNullable<T>;
    } catch (error) {
      last = error;
    }
    if (performance.now() - begin > timeoutMs)
      throw new Error(`${what}: not within ${timeoutMs} ms${last ? ` (${last})` : ''}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export async function startBrooder(options: StartOptions = {}): Promise<RunningBrooder> {
  const dataDir = options.dataDir ?? freshDirectory();
  const readyFile = join(dataDir, `ready-${Math.random().toString(36).slice(2)}.json`);
  const child = spawn(
    process.execPath,
    [main, 'up', '--data-dir', dataDir, '--ready-file', readyFile, ...freePorts, ...(options.args ?? [])],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.environment },
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-200_000);
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    const code = await exited;
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    return code;
  };
  try {
    await until(
      'brooder is ready',
      () => {
        if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}:\n${output}`);
        return existsSync(readyFile);
      },
      90_000,
    );
  } catch (error) {
    await stop();
    throw new Error(`${error}\n${output}`);
  }
  return {
    addresses: JSON.parse(readFileSync(readyFile, 'utf8')) as PublishedAddresses,
    dataDir,
    process: child,
    output: () => output,
    internalSecret: () => readFileSync(join(dataDir, 'internal-secret'), 'utf8').trim(),
    stop,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
