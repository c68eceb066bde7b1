/**
 * Foreign toolchains for the client programs, kept in a cache outside the clone, keyed by version. A missing tool skips its test aloud,
 * and fails it in CI.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cache = process.env.BROODER_TEST_CACHE ?? join(homedir(), '.cache', 'brooder-tests');
export const programs = fileURLToPath(new URL('./programs', import.meta.url));

const pythonPackages = [
  'psycopg[binary]==3.3.9',
  'adbc_driver_flightsql==1.13.0',
  'adbc_driver_manager==1.13.0',
  'pyarrow==26.0.1',
];
const pgjdbc = { artifact: 'org.postgresql:postgresql:42.7.4', jar: 'postgresql-42.7.4.jar' };

/** The reason why `tool` cannot be used here, or undefined. @throws in CI, where every tool must be there */
export function missingTool(tool: 'python3' | 'go' | 'java' | 'mvn'): string | undefined {
  const version = tool === 'go' ? ['version'] : tool === 'java' ? ['-version'] : ['--version'];
  if (spawnSync(tool, version).status === 0) return undefined;
  const reason = `${tool} is not installed`;
  if (process.env.CI) throw new Error(`${reason}, and CI must run every client`);
  console.warn(`SKIPPED: ${reason}`);
  return reason;
}

/** Runs a command to its end. @returns its standard output @throws with both outputs on failure or after `timeoutMs` */
export async function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; timeoutMs?: number } = {},
): Promise<string> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: options.timeoutMs ?? 300_000,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${command} ${args[0] ?? ''} ended with ${code}\n${out}\n${err}`);
  return out;
}

/** Path of a Python with psycopg, ADBC and pyarrow. */
export async function python(): Promise<string> {
  const key = Buffer.from(pythonPackages.join()).toString('base64url').slice(0, 24);
  return made(`python-${key}`, 'bin/python3', async (directory) => {
    await run('python3', ['-m', 'venv', directory]);
    await run(join(directory, 'bin/python3'), [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      ...pythonPackages,
    ]);
  });
}

/** Path of the compiled pgx program. */
export async function pgxProgram(): Promise<string> {
  mkdirSync(cache, { recursive: true });
  const binary = join(cache, `pgx-client-${process.pid}`);
  await run('go', ['build', '-o', binary, '.'], { cwd: join(programs, 'pgx') });
  return binary;
}

export async function pgJdbcJar(): Promise<string> {
  return made(pgjdbc.jar, pgjdbc.jar, (directory) =>
    run('mvn', [
      '--batch-mode',
      '--quiet',
      'dependency:copy',
      `-Dartifact=${pgjdbc.artifact}`,
      `-DoutputDirectory=${directory}`,
    ]).then(() => {}),
  );
}

/** `cache/name/file`, made when missing; a half-made folder never gets the name. */
async function made(name: string, file: string, make: (directory: string) => Promise<void>): Promise<string> {
  const directory = join(cache, name);
  const path = join(directory, file);
  if (existsSync(path)) return path;
  mkdirSync(cache, { recursive: true });
  rmSync(directory, { recursive: true, force: true });
  // A Python environment holds its own path, so it is made in place and marked by its last file.
  if (name.startsWith('python-')) {
    await make(directory).catch((error) => {
      rmSync(directory, { recursive: true, force: true });
      throw error;
    });
    return path;
  }
  const draft = `${directory}.draft`;
  rmSync(draft, { recursive: true, force: true });
  await make(draft);
  renameSync(draft, directory);
  return path;
}
