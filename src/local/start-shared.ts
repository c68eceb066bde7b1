/** `brooder gateway`: one of any number of gateways on a config store that they share. */
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failures, type Settings, timeouts } from '@brooder/contracts';
import {
  createLog,
  createMetrics,
  type FilledSecrets,
  type Log,
  loadTls,
  migrateStore,
  openPostgresStore,
  type PostgresConnection,
  processWorkers,
  realClock,
  realRandom,
  startGateway,
  storeCallMetric,
} from '@brooder/gateway';
import manifest from '../../package.json' with { type: 'json' };
import { createClosers } from './closers.ts';
import { compileCacheDirectory } from './compile-cache.ts';
import { provisionSecrets } from './provision-secrets.ts';
import { writeReadyFile } from './ready-file.ts';
import type { Local } from './start-local.ts';

const seams = { clock: realClock, random: realRandom };

/**
 * What no setting gives comes from the provisioned Secrets; `neededSettings` says that one or the other is there.
 * @throws unsupported, missingFile, configStoreUnavailable, portInUse, and what `provisionSecrets` throws; what had been started is closed then
 */
export async function startShared(settings: Settings, signal: AbortSignal): Promise<Local> {
  if (settings.cluster === 'kubernetes') {
    throw failures.unsupported({
      what: '--cluster kubernetes',
      instead: 'Run workers as processes with --cluster process.',
    });
  }
  const closers = createClosers();
  try {
    const log = createLog({ level: settings.logLevel, logSql: settings.logSql });
    const metrics = createMetrics({ onError: (err) => log.warn({ err }, 'a metric could not be read') });
    const filled = await provisionSecrets(settings, { log, signal, environment: process.env, ...seams });
    const internalSecret = settings.internalSecret ?? filled.internalSecret!;
    const { tlsCertFile, tlsKeyFile } = settings;
    const tls = tlsCertFile === undefined ? filled.tls! : await loadTls(tlsCertFile, tlsKeyFile!, realClock);
    const connection = storeConnection(settings, filled);
    if (filled.configStorePassword !== undefined) await waitForStore(connection, log, signal);
    const store = await openPostgresStore({
      connection,
      onCall: storeCallMetric(metrics),
      ...seams,
    });
    closers.add(() => store.close());
    const tempDir = mkdtempSync(join(tmpdir(), 'brooder-workers-'));
    closers.add(() => rmSync(tempDir, { recursive: true, force: true }));
    // Every gateway with the same internal secret accepts the others' tokens and gives unknown users the same salt.
    const derived = (purpose: string) => createHmac('sha256', internalSecret).update(purpose).digest();
    const gateway = await startGateway({
      settings,
      store,
      cluster: processWorkers({
        workerMain: fileURLToPath(import.meta.resolve('@brooder/worker/main')),
        tempDir,
        compileCache: compileCacheDirectory(join(tempDir, 'compile-cache')),
        settings,
      }),
      instance: `${hostname()}-${process.pid}`,
      tls,
      internalSecret,
      mockSecret: derived('mock-secret'),
      sessionKey: derived('session-key'),
      version: manifest.version,
      metrics,
      log,
      ...seams,
    });
    closers.add(() => gateway.close());
    await gateway.ready;
    signal.throwIfAborted();
    const addresses = { pid: process.pid, ...gateway.addresses };
    writeReadyFile(settings, addresses, closers);
    return { addresses, close: () => closers.closeAll() };
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

const storeConnection = (settings: Settings, { configStorePassword: password }: FilledSecrets): PostgresConnection => ({
  url: settings.configStore!,
  ...(password === undefined ? {} : { password }),
});

/** A Postgres whose password this gateway draws cannot start before it has done so: it is waited for, where any other must be there. */
async function waitForStore(connection: PostgresConnection, log: Log, signal: AbortSignal): Promise<void> {
  await migrateStore({
    connection,
    waitMs: timeouts.configStoreStart,
    onWait: (reason) => log.info({ reason }, 'waiting for the config store'),
    signal,
    ...seams,
  });
}
