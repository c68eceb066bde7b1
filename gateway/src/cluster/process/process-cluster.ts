import { access, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { blockingCalls, type Clock, failures, type Random, type WorkerReadyLine } from '@brooder/contracts';
import type { Cluster, ClusterWorker, WorkerSpec } from '../cluster.ts';
import type { Log } from '../log.ts';
import { type ChildWorker, spawnChild } from './child-worker.ts';
import { writeSecrets } from './worker-secrets.ts';

export interface WorkerCertificate {
  /** PEM; the certificate's name is the worker id. */
  cert: string;
  key: string;
  /** PEM of the CA that signed it. */
  ca: string;
}

export interface ProcessClusterOptions {
  /** Path or file URL of the worker's main module. */
  workerMain: string | URL;
  /** Node binary that runs it. */
  nodePath: string;
  issueCertificate(workerId: string): Promise<WorkerCertificate>;
  /** `BROODER_*` settings every worker gets, beside its own id, bearer, port and TLS files. Nothing else of ours is inherited. */
  environment?: Readonly<Record<string, string>>;
  /** Private directory for secrets; made with mode 0700, and removed with the cluster. */
  tempDir: string;
  /**
   * Private directory that keeps compiled code over restarts: a worker that finds it starts in half the time and takes 30 MB less,
   * because the type stripper is never loaded. Default: in `tempDir`, so only later workers profit.
   */
  compileCache?: string;
  clock: Clock;
  random: Random;
  log: Log;
}

interface Entry {
  spec: WorkerSpec;
  bearer: string;
  ca: string;
  child: ChildWorker;
  ready?: WorkerReadyLine;
}

/** Ended processes that are remembered until `stop`; the oldest go first beyond this. */
const mostEnded = 256;
/** After SIGKILL the kernel needs this long (ms) at most, or something is wrong with the machine. */
const killWait = 5_000;

/**
 * Workers as child processes of this gateway, for `brooder up`, tests and laptops. They die with it: their standard input is a pipe
 * whose end they watch (`--exit-with-parent`), so even SIGKILL of the gateway leaves none behind.
 */
export function createProcessCluster(options: ProcessClusterOptions): Cluster {
  const { clock, random, log, tempDir } = options;
  const workerMain = options.workerMain instanceof URL ? fileURLToPath(options.workerMain) : options.workerMain;
  const entries = new Map<string, Entry>();
  const starting = new Map<string, Promise<void>>();
  const listeners = new Set<(workerId: string) => void>();
  let closed = false;

  const killAll = () => {
    for (const { child } of entries.values()) child.kill('SIGKILL');
  };
  process.once('exit', killAll);

  const changed = (workerId: string) => {
    for (const listener of listeners) listener(workerId);
  };

  async function begin(spec: WorkerSpec, signal: AbortSignal): Promise<void> {
    const { workerId } = spec;
    await access(workerMain).catch(() => {
      throw failures.spawnFailed({ reason: `ENOENT: the worker program ${workerMain} does not exist` });
    });
    const { cert, key, ca } = await options.issueCertificate(workerId);
    const bearer = Buffer.from(random.bytes(32)).toString('base64url');
    const cache = options.compileCache ?? join(tempDir, 'compile-cache');
    await mkdir(cache, { recursive: true, mode: 0o700 });
    const files = await writeSecrets(join(tempDir, workerId), { bearer, cert, key });
    try {
      signal.throwIfAborted();
      if (closed) throw failures.spawnFailed({ reason: 'the cluster is closed' });
      const child = await spawnChild({
        nodePath: options.nodePath,
        workerMain,
        environment: {
          ...options.environment,
          BROODER_WORKER_ID: workerId,
          BROODER_WORKER_BEARER_FILE: files.bearer,
          BROODER_TLS_CERT_FILE: files.cert,
          BROODER_TLS_KEY_FILE: files.key,
          BROODER_WORKER_PORT: '0',
          BROODER_BIND: '127.0.0.1',
          BROODER_MAX_SESSIONS_PER_WORKER: String(spec.maxSessions),
          NODE_COMPILE_CACHE: cache,
          UV_THREADPOOL_SIZE: String(blockingCalls),
        },
        workerId,
        log,
        clock,
        onReady(ready) {
          const entry = entries.get(workerId);
          if (entry) entry.ready = ready;
          changed(workerId);
        },
        onEnd() {
          rm(join(tempDir, workerId), { recursive: true, force: true }).catch((thrown) =>
            log.warn({ worker: workerId, err: thrown }, 'secret files of an ended worker could not be removed'),
          );
          forgetOldest();
          changed(workerId);
        },
      });
      entries.set(workerId, { spec, bearer, ca, child });
      // Closed while the process came up: `killAll` did not see it.
      if (closed) child.kill('SIGKILL');
    } catch (thrown) {
      await rm(join(tempDir, workerId), { recursive: true, force: true });
      throw thrown;
    }
  }

  function forgetOldest(): void {
    const ended = [...entries.entries()].filter(([, entry]) => entry.child.ended() !== undefined);
    for (const [workerId] of ended.slice(0, Math.max(0, ended.length - mostEnded))) entries.delete(workerId);
  }

  return {
    kind: 'process',
    start(spec, signal) {
      if (closed) return Promise.reject(failures.spawnFailed({ reason: 'the cluster is closed' }));
      if (entries.has(spec.workerId)) return Promise.resolve();
      const under = starting.get(spec.workerId);
      if (under) return under;
      const done = begin(spec, signal).finally(() => starting.delete(spec.workerId));
      starting.set(spec.workerId, done);
      return done;
    },
    async list() {
      return [...entries.entries()].map(([workerId, { child, ready }]): ClusterWorker => {
        const ended = child.ended();
        if (ended !== undefined) return { workerId, uid: child.uid, phase: 'ended', reason: ended };
        if (!ready) return { workerId, uid: child.uid, phase: 'pending' };
        return { workerId, uid: child.uid, phase: 'running', host: ready.host, port: ready.port };
      });
    },
    async stop(workerId, { uid, graceMs }) {
      // A start under way ends first, so that stop never misses what it makes.
      await starting.get(workerId)?.catch(() => {});
      const entry = entries.get(workerId);
      if (!entry || (uid !== undefined && uid !== entry.child.uid)) return;
      if (entry.child.ended() === undefined) await endChild(clock, entry.child, graceMs);
      if (entries.get(workerId) === entry) entries.delete(workerId);
    },
    async endpoint(workerId) {
      const entry = entries.get(workerId);
      if (!entry?.ready || entry.child.ended() !== undefined) return undefined;
      return { workerId, host: entry.ready.host, port: entry.ready.port, bearer: entry.bearer, ca: entry.ca };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      closed = true;
      await Promise.allSettled(starting.values());
      const running = [...entries.values()].filter((entry) => entry.child.ended() === undefined);
      await Promise.all(running.map(({ child }) => endChild(clock, child, 0)));
      entries.clear();
      process.removeListener('exit', killAll);
      await rm(tempDir, { recursive: true, force: true });
    },
  };
}

async function endChild(clock: Clock, child: ChildWorker, graceMs: number): Promise<void> {
  child.kill(graceMs > 0 ? 'SIGTERM' : 'SIGKILL');
  const kill = clock.after(graceMs, () => child.kill('SIGKILL'));
  const stuck = Promise.withResolvers<never>();
  const giveUp = clock.after(graceMs + killWait, () => stuck.reject(failures.workerLost({ worker: child.uid })));
  try {
    await Promise.race([child.gone, stuck.promise]);
  } finally {
    kill.cancel();
    giveUp.cancel();
  }
}
