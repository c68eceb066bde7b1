import type { WorkerState } from './worker-states.ts';

/** Kubernetes' recommended label keys; source: kubernetes.io "Recommended Labels". */
export const appLabels = {
  name: 'app.kubernetes.io/name',
  instance: 'app.kubernetes.io/instance',
  component: 'app.kubernetes.io/component',
  partOf: 'app.kubernetes.io/part-of',
  version: 'app.kubernetes.io/version',
  managedBy: 'app.kubernetes.io/managed-by',
} as const;

/** Brooder's own label keys on worker pods and their Secrets. State and org mirror the row for people and NetworkPolicies. */
export const brooderLabels = {
  workerId: 'brooder.dev/worker-id',
  pool: 'brooder.dev/pool',
  state: 'brooder.dev/state',
  org: 'brooder.dev/org',
  role: 'brooder.dev/role',
  maxSessions: 'brooder.dev/max-sessions',
  templateHash: 'brooder.dev/template-hash',
} as const;

/** Which statements a worker takes. */
export const workerRoles = ['WriteOnly', 'ReadOnly', 'Dual'] as const;
export type WorkerRole = (typeof workerRoles)[number];

export interface WorkerLabels {
  workerId: string;
  pool: string;
  state: WorkerState;
  /** Absent while the worker is neutral. */
  org?: string;
  role: WorkerRole;
  maxSessions: number;
  templateHash: string;
}

/** Label map of one worker, in the table's order. */
export function labelsOf(worker: WorkerLabels): Record<string, string> {
  return {
    [brooderLabels.workerId]: worker.workerId,
    [brooderLabels.pool]: worker.pool,
    [brooderLabels.state]: worker.state,
    ...(worker.org === undefined ? {} : { [brooderLabels.org]: worker.org }),
    [brooderLabels.role]: worker.role,
    [brooderLabels.maxSessions]: String(worker.maxSessions),
    [brooderLabels.templateHash]: worker.templateHash,
  };
}
