/** Worker states and the only edges between them. The store's trigger, the pool and the simulation all read this table. */
export const workerEdges = {
  spawning: ['idle', 'lost'],
  idle: ['reserved', 'draining', 'lost'],
  reserved: ['activating', 'draining', 'lost'],
  activating: ['hot', 'draining', 'lost'],
  hot: ['draining', 'lost'],
  draining: ['retired', 'lost'],
  retired: [],
  lost: ['retired'],
} as const satisfies Record<string, readonly string[]>;

export type WorkerState = keyof typeof workerEdges;

export const workerStates = Object.keys(workerEdges) as readonly WorkerState[];

/** States in which a worker belongs to an org and counts against its cap. */
export const leasedStates = ['reserved', 'activating', 'hot'] as const satisfies readonly WorkerState[];

/** States in which a process or pod is expected to exist. */
export const livingStates = [
  'spawning',
  'idle',
  'reserved',
  'activating',
  'hot',
  'draining',
] as const satisfies readonly WorkerState[];

export function mayMove(from: WorkerState, to: WorkerState): boolean {
  return (workerEdges[from] as readonly string[]).includes(to);
}
