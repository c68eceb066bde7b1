/** `brooder gateway`: one of any number of gateways on a config store that they share. */
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failures, type Settings } from '@brooder/contracts';
import {
  createLog,
  createMetrics,
  loadTls,
  openPostgresStore,
  processWorkers,
  realClock,
  realRandom,
  startGateway,
  storeCallMetric,
} from '@brooder/gateway';
import manifest from '../../package.json' with { type: 'json' };
import { createClosers } from './closers.ts';
import { compileCacheDirectory } from './compile-cache.ts';
import { writeReadyFile } from './ready-file.ts';
import type { Local } from './start-local.ts';

const seams = { clock: realClock, random: realRandom };

/** @throws unsupported, missingFile, configStoreUnavailable, portInUse; what had been started is closed then */
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
    const tls = await loadTls(settings.tlsCertFile!, settings.tlsKeyFile!, realClock);
    const store = await openPostgresStore({
      connection: { url: settings.configStore! },
      onCall: storeCallMetric(metrics),
      ...seams,
    });
    closers.add(() => store.close());
    const tempDir = mkdtempSync(join(tmpdir(), 'brooder-workers-'));
    closers.add(() => rmSync(tempDir, { recursive: true, force: true }));
    // Every gateway with the same internal secret accepts the others' tokens and gives unknown users the same salt.
    const derived = (purpose: string) => createHmac('sha256', settings.internalSecret!).update(purpose).digest();
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
      internalSecret: settings.internalSecret!,
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
