import { fstatSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import {
  asFailure,
  environmentOf,
  exitCodes,
  failures,
  flagOf,
  resolveSettings,
  type SettingName,
  timeouts,
  type WorkerReadyLine,
} from '@brooder/contracts';
import { pino } from 'pino';
import packageFile from '../package.json' with { type: 'json' };
import { startWorker } from './start-worker.ts';

/** Time from SIGTERM to the end, in milliseconds: within what a stopping cluster grants. */
const stopDrain = timeouts.workerStop - 2_000;

/**
 * Runs one worker until it ends, and exits with its code. Settings come from the environment. The one argument,
 * `--exit-with-parent`, ends the worker when its standard input closes: a child process must not outlive who started it.
 * `onStarted` is called once the worker answers.
 */
export async function runWorkerProcess(args: readonly string[], onStarted: () => void): Promise<void> {
  try {
    const unknown = args.find((arg) => arg !== '--exit-with-parent');
    if (unknown !== undefined) throw failures.unknownSetting({ name: unknown, source: 'the arguments of the worker' });
    await run(args.includes('--exit-with-parent'), onStarted);
  } catch (thrown) {
    const failure = asFailure(thrown);
    const cause = failure.code === 'internal' && failure.cause instanceof Error ? { cause: failure.cause.stack } : {};
    writeSync(2, `${JSON.stringify({ level: 'fatal', code: failure.code, msg: failure.message, ...cause })}\n`);
    process.exit(failure.http === 400 ? exitCodes.badConfiguration : exitCodes.failed);
  }
}

async function run(exitWithParent: boolean, onStarted: () => void): Promise<void> {
  const { values } = resolveSettings('worker', {
    environment: process.env,
    readSecretFile: (file) => readFileSync(file, 'utf8'),
  });
  const required = (name: SettingName): string => {
    const value = values[name];
    if (typeof value === 'string' && value !== '') return value;
    throw failures.missingSetting({ name, flag: flagOf(name), env: environmentOf(name) });
  };
  const workerId = required('workerId');
  // Level names instead of numbers; no host name: the collector knows where a line came from.
  const log = pino(
    { level: values.logLevel, base: { workerId }, formatters: { level: (level) => ({ level }) } },
    pino.destination({ fd: 2, sync: true }),
  );
  const tls =
    values.tlsCertFile === undefined && values.tlsKeyFile === undefined
      ? undefined
      : { cert: await readPem(required('tlsCertFile')), key: await readPem(required('tlsKeyFile')) };
  const worker = await startWorker({
    workerId,
    bearer: required('workerBearer'),
    host: values.bind,
    port: values.workerPort,
    ...(tls === undefined ? {} : { tls }),
    version: packageFile.version,
    ...(values.memoryLimit === undefined ? {} : { memoryBytes: values.memoryLimit }),
    ...(values.threads === undefined ? {} : { threads: values.threads }),
    maxSessions: values.maxSessionsPerWorker,
    ...(values.extensionDirectory === undefined ? {} : { extensionDirectory: values.extensionDirectory }),
    extensions: values.extensions,
    log,
    logSql: values.logSql,
  });
  // The environment of this process held its bearer; nothing that runs later needs it.
  delete process.env.BROODER_WORKER_BEARER;

  const stop = (why: string) => {
    log.info({ why }, 'stopping');
    void worker.stop(stopDrain);
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  if (exitWithParent && isPipe(0)) {
    process.stdin.on('end', () => stop('the parent process ended'));
    process.stdin.on('error', () => stop('the parent process ended'));
    process.stdin.resume();
  }
  onStarted();
  const ready: WorkerReadyLine = {
    ready: true,
    workerId,
    host: values.bind,
    port: worker.port,
    pid: process.pid,
  };
  if (values.readyFile !== undefined) writeFileSync(values.readyFile, JSON.stringify(ready));
  writeSync(1, `${JSON.stringify(ready)}\n`);
  const code = await worker.finished;
  if (values.readyFile !== undefined) rmSync(values.readyFile, { force: true });
  process.exit(code);
}

async function readPem(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw failures.missingFile({ file }, { cause });
  }
}

/** A terminal or /dev/null as input never "ends with the parent". Child processes of Node get a socket. */
function isPipe(fd: number): boolean {
  try {
    const input = fstatSync(fd);
    return input.isFIFO() || input.isSocket();
  } catch {
    return false;
  }
}
