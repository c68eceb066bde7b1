import {
  type Settings,
  type StorageCredentials,
  type TimeoutName,
  timeouts,
  type WorkerRole,
} from '@brooder/contracts';
import { storageOfSettings } from '../storage/index.ts';

/** What one pool is and how far it goes. Times are milliseconds. */
export interface PoolSettings {
  pool: string;
  role: WorkerRole;
  /** Names the template workers are made from; a row keeps the hash it was started with. */
  templateHash: string;
  /** Idle neutral workers kept ready; 0 starts one on demand. */
  warmTarget: number;
  /** Workers of this pool, all states together. */
  maxWorkers: number;
  maxWorkersPerOrg: number;
  maxSessionsPerWorker: number;
  /** Sent with each activation; absent leaves the worker's own limits. */
  memoryBytes?: number;
  threads?: number;
  /** Sent with the activation of a warehouse that needs them; never logged. */
  storage?: StorageCredentials;
  /** Connects that may wait for a worker on this gateway, in total and of one org. More are refused at once. */
  maxWaiters: number;
  maxWaitersPerOrg: number;
  /** Workers ordered at once, and per second after that, whoever asks for them. */
  startBurst: number;
  startsPerSecond: number;
  /** An idle worker beyond the target is drained at this age. */
  surplusIdle: number;
  /** A draining worker is ended at this age even when sessions are left. */
  drainTimeout: number;
  /** Retired rows are deleted at this age. */
  forgetAfter: number;
  timeouts: Readonly<Record<TimeoutName, number>>;
}

/**
 * The pool's part of the resolved settings; `overrides` is for what no setting names.
 * @throws missingSetting, invalidSetting  about the object stores
 */
export function poolSettings(settings: Settings, overrides: Partial<PoolSettings> = {}): PoolSettings {
  return {
    pool: 'default',
    role: 'Dual',
    templateHash: 'none',
    warmTarget: settings.warmTarget,
    maxWorkers: settings.maxWorkers,
    maxWorkersPerOrg: settings.maxWorkersPerOrg,
    maxSessionsPerWorker: settings.maxSessionsPerWorker,
    ...(settings.memoryLimit === undefined ? {} : { memoryBytes: settings.memoryLimit }),
    ...(settings.threads === undefined ? {} : { threads: settings.threads }),
    storage: storageOfSettings(settings),
    maxWaiters: settings.maxConnections,
    maxWaitersPerOrg: Math.max(64, 4 * settings.maxSessionsPerWorker),
    startBurst: Math.max(4, 2 * settings.warmTarget),
    startsPerSecond: 4,
    surplusIdle: 30_000,
    drainTimeout: settings.handoverDrainTimeout,
    forgetAfter: 3_600_000,
    timeouts: {
      ...timeouts,
      acquire: settings.acquireTimeout,
      spawn: settings.spawnTimeout,
      workerIdle: settings.workerIdleTimeout,
      handoverDrain: settings.handoverDrainTimeout,
    },
    ...overrides,
  };
}
