/** Workers as child processes: the cluster of `brooder up`, with an authority for their certificates that lives as long as the gateway. */
import { environmentOf, type SettingName, type Settings } from '@brooder/contracts';
import { createProcessCluster } from './cluster/index.ts';
import { createCertificateAuthority } from './credentials/index.ts';
import type { ClusterFactory } from './start-gateway.ts';

export interface ProcessWorkersOptions {
  /** Main module of the worker. */
  workerMain: string | URL;
  /** Default: the Node binary of this process. */
  nodePath?: string;
  /** Private directory for the workers' secrets. */
  tempDir: string;
  /** Private directory that keeps the workers' compiled code over restarts. */
  compileCache?: string;
  settings: Settings;
}

/** Settings that a worker takes over from its gateway. */
const passedOn = [
  'memoryLimit',
  'threads',
  'extensionDirectory',
  'extensions',
  'logLevel',
  'logSql',
] as const satisfies readonly SettingName[];

export function processWorkers(options: ProcessWorkersOptions): ClusterFactory {
  return async ({ clock, random, log }) => {
    const authority = await createCertificateAuthority({ clock, random });
    return createProcessCluster({
      workerMain: options.workerMain,
      nodePath: options.nodePath ?? process.execPath,
      issueCertificate: (workerId) => authority.issue(workerId),
      environment: workerEnvironment(options.settings),
      tempDir: options.tempDir,
      ...(options.compileCache === undefined ? {} : { compileCache: options.compileCache }),
      clock,
      random,
      log,
    });
  };
}

function workerEnvironment(settings: Settings): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of passedOn) {
    const value = settings[name];
    if (value === undefined || value === '') continue;
    environment[environmentOf(name)] = Array.isArray(value) ? value.join(',') : String(value);
  }
  return environment;
}
