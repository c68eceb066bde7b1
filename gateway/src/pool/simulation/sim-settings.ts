import { brokenInequalities, timeouts } from '@brooder/contracts';
import type { PoolSettings } from '../pool-settings.ts';

/** The real budget on a smaller scale, so that every deadline of it passes within one history; its inequalities are kept. */
export const simTimeouts = {
  ...timeouts,
  storeCall: 1_500,
  acquire: 8_000,
  spawn: 4_000,
  activate: 2_000,
  workerCall: 800,
  kubernetesCall: 1_500,
  heartbeatInterval: 1_000,
  heartbeatLoss: 3_000,
  instanceHeartbeat: 1_000,
  instanceLoss: 3_000,
  claimLease: 6_000,
  reconcileInterval: 1_000,
  workerIdle: 5_000,
  handoverDrain: 3_000,
  workerStop: 500,
};
if (brokenInequalities(simTimeouts).length > 0) throw new Error(brokenInequalities(simTimeouts).join('\n'));

export const simSettings: PoolSettings = {
  pool: 'sim',
  role: 'Dual',
  templateHash: 'none',
  warmTarget: 2,
  maxWorkers: 6,
  maxWorkersPerOrg: 2,
  maxSessionsPerWorker: 2,
  maxWaiters: 50,
  maxWaitersPerOrg: 10,
  startBurst: 4,
  startsPerSecond: 4,
  surplusIdle: 2_000,
  drainTimeout: 3_000,
  forgetAfter: 20_000,
  timeouts: simTimeouts,
};

/** Orgs of the simulation and how many workers each may hold; a warehouse in memory lives in one worker only. */
export const simOrgs = [
  { org: 'ducks', kind: 'memory', maxWorkers: 1 },
  { org: 'geese', kind: 'memory', maxWorkers: 1 },
  { org: 'swans', kind: 'ducklake', maxWorkers: 2 },
] as const;
