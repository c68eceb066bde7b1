import type { WorkerRole } from './labels.ts';

/**
 * Annotations of a PodTemplate in the worker namespace: what the gateway must know of a pool beside the pod itself. The chart writes them,
 * the gateway reads them. A PodTemplate is a pool, or one cohort of it, when it has the label `brooder.dev/pool`.
 */
export const poolAnnotations = {
  /** Idle neutral workers kept ready of this template; an integer ≥ 0. Absent: the setting `warmTarget`. */
  warmTarget: 'brooder.dev/warm-target',
  /** Workers of this template, all states together; an integer ≥ 1. Absent: the setting `maxWorkers`. */
  maxWorkers: 'brooder.dev/max-workers',
  /** Sessions one worker takes; an integer ≥ 1. Absent: the setting `maxSessionsPerWorker`. */
  maxSessions: 'brooder.dev/max-sessions',
  /** Which statements its workers take: one of `workerRoles`. Absent: Dual. */
  role: 'brooder.dev/role',
  /** JSON of a `PoolSize`: what the worker container grows to at the claim. Absent: it keeps the size of the template. */
  size: 'brooder.dev/size',
  /** One of `updateStrategies`: how idle workers follow a changed template. Absent: OnReplenish. */
  updateStrategy: 'brooder.dev/update-strategy',
  /** Name of this placement within its pool, 1 to 63 characters of a-z, 0-9, "-". Absent: the pool has one placement. */
  cohort: 'brooder.dev/cohort',
} as const;

/** Requests and limits of a claimed worker, as Kubernetes quantities: `{ "cpu": "2", "memory": "4Gi" }`. */
export interface PoolSize {
  cpu: string;
  memory: string;
}

/**
 * `Recreate`: idle workers of an older template are drained at once. `OnReplenish`: they are used up, and their successors come from the
 * changed template. A hot worker is never touched by either.
 */
export const updateStrategies = ['Recreate', 'OnReplenish'] as const;
export type UpdateStrategy = (typeof updateStrategies)[number];

/** The annotations of one PodTemplate, read. */
export interface PoolDescription {
  pool: string;
  cohort?: string;
  warmTarget?: number;
  maxWorkers?: number;
  maxSessions?: number;
  role: WorkerRole;
  size?: PoolSize;
  updateStrategy: UpdateStrategy;
}
