/** `brooder up`: everything on one machine, in the order in which each part needs the one before. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Settings } from '@brooder/contracts';
import {
  createLog,
  createMetrics,
  type Log,
  loadTls,
  openPostgresStore,
  processWorkers,
  realClock,
  realRandom,
  type Store,
  selfSignedServer,
  startEmbeddedPostgres,
  startGateway,
  storeCallMetric,
} from '@brooder/gateway';
import manifest from '../../package.json' with { type: 'json' };
import { type DataDirectory, lockDirectory, openDataDirectory, type PublishedAddresses } from '../data-dir/index.ts';
import { type Closers, createClosers } from './closers.ts';
import { compileCacheDirectory } from './compile-cache.ts';
import { ensureDemoTable, ensureLocalOrg } from './local-org.ts';
import { writeReadyFile } from './ready-file.ts';

const seams = { clock: realClock, random: realRandom };

/** One gateway lives in a data directory; its id stays the same over restarts, so that it finds the rows of its own dead workers. */
const instance = 'up';

export interface Local {
  addresses: PublishedAddresses;
  close(): Promise<void>;
}

/**
 * @param say  gets a line when something takes time
 * @throws dataDirInUse, dataDirUnusable, portInUse, embeddedPostgresUnavailable, badDataFile; what had been started is closed then
 */
export async function startLocal(settings: Settings, signal: AbortSignal, say: (line: string) => void): Promise<Local> {
  const closers = createClosers();
  try {
    const directory = openDataDirectory(settings.dataDir);
    const lock = lockDirectory(directory.path);
    closers.add(() => lock.release());
    const log = createLog({ level: settings.logLevel, logSql: settings.logSql });
    const metrics = createMetrics({ onError: (err) => log.warn({ err }, 'a metric could not be read') });

    const demo = settings.demoData ? ensureDemoTable(directory, signal, say) : Promise.resolve();
    demo.catch(() => {}); // awaited below, once the store is open as well
    const store = await openStore(settings, directory, log, closers, metrics);
    await demo;
    signal.throwIfAborted();

    const gateway = await startGateway({
      settings,
      store,
      cluster: processWorkers({
        workerMain: fileURLToPath(import.meta.resolve('@brooder/worker/main')),
        tempDir: join(directory.path, 'workers'),
        compileCache: compileCacheDirectory(join(directory.path, 'compile-cache')),
        settings,
      }),
      instance,
      tls: await listenerTls(settings, directory),
      internalSecret: settings.internalSecret ?? directory.internalSecret(),
      mockSecret: directory.mockSecret(),
      sessionKey: directory.sessionKey(),
      warehouseFile: (org, database) => directory.warehouseFile(org, database),
      version: manifest.version,
      metrics,
      log,
      ...seams,
    });
    closers.add(() => gateway.close());
    await ensureLocalOrg(store, gateway.tenants, settings, directory);
    await gateway.ready;
    signal.throwIfAborted();

    const addresses: PublishedAddresses = { pid: process.pid, ...gateway.addresses };
    publish(addresses, settings, directory, closers);
    return { addresses, close: () => closers.closeAll() };
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

async function openStore(
  settings: Settings,
  directory: DataDirectory,
  log: Log,
  closers: Closers,
  metrics: ReturnType<typeof createMetrics>,
): Promise<Store> {
  let connection: Parameters<typeof openPostgresStore>[0]['connection'];
  if (settings.configStore === undefined) {
    const postgres = await startEmbeddedPostgres({ dataDir: directory.configStore, clock: realClock, log });
    closers.add(() => postgres.stop());
    connection = postgres.connection;
  } else {
    connection = { url: settings.configStore };
  }
  const store = await openPostgresStore({ connection, onCall: storeCallMetric(metrics), ...seams });
  closers.add(() => store.close());
  return store;
}

async function listenerTls(settings: Settings, directory: DataDirectory) {
  const { tlsCertFile, tlsKeyFile } = settings;
  if (tlsCertFile !== undefined && tlsKeyFile !== undefined) return loadTls(tlsCertFile, tlsKeyFile, realClock);
  return selfSignedServer({
    directory: directory.tls,
    hosts: [...new Set(['localhost', '127.0.0.1', settings.bind])],
    ...seams,
  });
}

function publish(addresses: PublishedAddresses, settings: Settings, directory: DataDirectory, closers: Closers): void {
  directory.publish(addresses);
  closers.add(() => directory.unpublish());
  writeReadyFile(settings, addresses, closers);
}
