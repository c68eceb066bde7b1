import type { Clock, Random } from '@brooder/contracts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Log } from '../cluster/log.ts';
import type { Store } from '../store/store.ts';
import type { Dialer } from '../workers/worker-connection.ts';
import type { PoolSettings } from './pool-settings.ts';

/** What the pool tells the metrics; each call is cheap and never throws. Times are seconds. */
export interface PoolMetrics {
  claimed?(path: 'shared' | 'warm' | 'cold', seconds: number): void;
  activated?(outcome: 'ok' | 'failed', seconds: number): void;
  started?(outcome: 'ready' | 'failed'): void;
  /** `reason` is one of a few words, never text with ids in it. */
  lost?(reason: LostReason): void;
}

export type LostReason =
  | 'spawn-failed'
  | 'gateway-closed'
  | 'process-gone'
  | 'process-ended'
  | 'silent'
  | 'engine-fatal'
  | 'killed';

/** The outside world of one pool on one gateway. */
export interface PoolParts {
  /** Id of this gateway in `cp_instances`. For the process cluster it must stay the same over restarts. */
  instance: string;
  settings: PoolSettings;
  store: Store;
  cluster: Cluster;
  dialer: Dialer;
  clock: Clock;
  random: Random;
  log: Log;
  metrics: PoolMetrics;
}
