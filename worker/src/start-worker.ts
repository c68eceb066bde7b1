import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exitCodes, timeouts, type WorkerDescription } from '@brooder/contracts';
import { serveFlight } from '@brooder/flight';
import { attachPgCatalog } from './catalog/index.ts';
import { cgroupLimits, type Engine, openEngine } from './engine/index.ts';
import { bearerCheck } from './service/bearer.ts';
import { workerHandlers } from './service/handlers.ts';
import { WorkerCore, type WorkerLog } from './service/worker-core.ts';
import { warmUp } from './warm-up.ts';

export interface WorkerOptions {
  workerId: string;
  /** What a gateway must present on every call. */
  bearer: string;
  host: string;
  /** 0 picks a free port. */
  port: number;
  /** PEM. Absent: plaintext, for tests. */
  tls?: { cert: string | Buffer; key: string | Buffer };
  version: string;
  /** Bytes; absent: 75 % of the cgroup. */
  memoryBytes?: number;
  /** Absent: the cgroup's CPUs. */
  threads?: number;
  maxSessions: number;
  extensionDirectory?: string;
  extensions: readonly string[];
  log: WorkerLog;
  /** Write SQL text to the log; it may hold secrets. */
  logSql: boolean;
}

export interface RunningWorker {
  readonly port: number;
  describe(): WorkerDescription;
  /** Ends idle sessions, gives running statements `deadlineMs`, then closes everything. Idempotent. */
  stop(deadlineMs: number): Promise<void>;
  /** The exit code, once the worker has closed: asked to, or because it may not go on. */
  readonly finished: Promise<number>;
}

/** Milliseconds in which what is being answered may still be sent before the process ends by itself. */
const flushMs = 500;

/**
 * Starts a neutral worker: engine, extensions, Flight service. It belongs to nobody until `activate`.
 * @throws portInUse, portForbidden, or the engine's Failure for an extension that cannot be loaded
 */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { log } = options;
  const limits = cgroupLimits();
  const spillDirectory = await mkdtemp(path.join(tmpdir(), 'brooder-worker-'));
  const removeSpill = () => rm(spillDirectory, { recursive: true, force: true });
  const finished = Promise.withResolvers<number>();
  let stopping: Promise<void> | undefined;
  let engine: Engine | undefined;
  try {
    const opened = await openEngine({
      memoryBytes: options.memoryBytes ?? limits.memoryBytes,
      threads: options.threads ?? limits.threads,
      tempDirectory: spillDirectory,
      ...(options.extensionDirectory === undefined ? {} : { extensionDirectory: options.extensionDirectory }),
      extensions: options.extensions,
    });
    engine = opened;
    const end = (code: number, drainMs: number): Promise<void> => {
      stopping ??= (async () => {
        await core.shutDown(drainMs);
        await server.close(flushMs);
        // An engine that failed may hang or abort in its destructor; the process ends anyway.
        if (code !== exitCodes.engineFatal) await opened.close();
        await removeSpill();
      })().then(
        () => finished.resolve(code),
        (cause: unknown) => {
          log.error({ cause: String(cause) }, 'the worker did not close cleanly');
          finished.resolve(code === exitCodes.ok ? exitCodes.failed : code);
        },
      );
      return stopping;
    };
    const core = new WorkerCore({
      engine: opened,
      workerId: options.workerId,
      version: options.version,
      extensions: options.extensions,
      maxSessions: options.maxSessions,
      log,
      logSql: options.logSql,
      onExit: (code) => void end(code, 0),
    });
    await prepareCatalog(opened);
    await warmUp(opened);
    const authorize = bearerCheck(options.bearer);
    const server = await serveFlight({
      host: options.host,
      port: options.port,
      portName: { what: 'the worker', flag: '--worker-port' },
      ...(options.tls === undefined ? {} : { tls: options.tls }),
      authenticate: async (call) => authorize(call.header('authorization')),
      handlers: workerHandlers(core),
      onInternalError: (method, cause) =>
        log.error({ method, cause: cause instanceof Error ? cause.stack : String(cause) }, 'internal error'),
    });
    return {
      port: server.port,
      describe: () => core.describe(),
      stop: (deadlineMs = timeouts.workerStop) => end(exitCodes.ok, deadlineMs),
      finished: finished.promise,
    };
  } catch (thrown) {
    await engine?.close();
    await removeSpill();
    throw thrown;
  }
}

async function prepareCatalog(engine: Engine): Promise<void> {
  const connection = await engine.connect();
  try {
    await attachPgCatalog(connection, engine.version);
  } finally {
    await connection.close();
  }
}
