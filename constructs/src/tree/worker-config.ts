import type { Construct } from 'constructs';
import { WorkerConfig, type WorkerSettings } from '../parts/worker/index.ts';
import type { TreeContext } from './context.ts';

/** Settings that all workers share. */
export function workerSettings({ values }: TreeContext): WorkerSettings {
  const { workers, logLevel, logSql } = values;
  const { maxSessions, extensions, extensionDirectory, memoryLimit, threads } = workers;
  return { maxSessions, logLevel, logSql, extensions, extensionDirectory, memoryLimit, threads };
}

export function addWorkerConfig(scope: Construct, context: TreeContext): void {
  new WorkerConfig(scope, 'worker', { system: context.system, settings: workerSettings(context) });
}
