/**
 * One budget for every wait, in milliseconds. Settings take their defaults from here; `timeoutInequalities` says what must hold between
 * them, and both a unit test and `resolveSettings` check it. A peer's pool never refilled because a spawn deadline was shorter than
 * the time a pod needs; here such a pair cannot be written.
 */
export const timeouts = {
  /** TCP accept to authenticated. */
  login: 15_000,
  /** One call on the config store. */
  storeCall: 5_000,
  /** A connect that waits for a worker, warm or cold. */
  acquire: 30_000,
  /** spawn ordered → the worker answers `describe`. */
  spawn: 20_000,
  /** `activate` on a worker: credentials, ATTACH, limits. */
  activate: 10_000,
  /** A control action that takes no engine lock: describe, cancel, drain. */
  workerCall: 3_000,
  /** Time between two looks at each worker. */
  heartbeatInterval: 1_000,
  /** Silence after which a worker is lost. */
  heartbeatLoss: 5_000,
  /** How often a gateway writes its own heartbeat. */
  instanceHeartbeat: 2_000,
  /** Age at which a gateway instance counts as gone; its reservations are taken back. */
  instanceLoss: 10_000,
  /** How long a reservation or an activation may stay unfinished before the janitor ends that worker. */
  claimLease: 20_000,
  /** Pool loop: replenish, reap, reconcile. */
  reconcileInterval: 1_000,
  /** From `cancel` to the kill of a worker that ignores it. */
  interruptGrace: 5_000,
  /** A hot worker without a session is drained after this. */
  workerIdle: 300_000,
  /** Drain of a gateway: running statements may end within it. */
  handoverDrain: 900_000,
  /** What is left after the drain for closing sockets and the store. */
  shutdownGrace: 5_000,
  /** A worker asked to stop is killed after this. */
  workerStop: 5_000,
  /** One call on the Kubernetes API, with its retries. */
  kubernetesCall: 5_000,
  /** A watch is ended by the server after this, and begun again. */
  kubernetesWatch: 240_000,
  /** A gateway that starts asks the Kubernetes API for its Secrets this long, call after call: its NetworkPolicy may come later. */
  provisionSecrets: 30_000,
  /**
   * A gateway that starts waits this long for a Postgres whose password it has drawn. With provisionSecrets it stays below the 120 s of the
   * chart's startup probe, so that the pod ends with a reason.
   */
  configStoreStart: 75_000,
  /** One request to the OpenID Connect provider, headers and body. */
  identityProvider: 5_000,
  /** Start of the embedded Postgres. */
  embeddedPostgresStart: 30_000,
} as const satisfies Record<string, number>;

export type TimeoutName = keyof typeof timeouts;

/** `smaller` must stay below `larger`; `because` is the failure that the pair prevents. */
export const timeoutInequalities: readonly {
  smaller: readonly TimeoutName[];
  larger: TimeoutName;
  because: string;
}[] = [
  {
    smaller: ['spawn'],
    larger: 'acquire',
    because: 'a connect that meets an empty pool must outlive one cold start',
  },
  {
    smaller: ['activate'],
    larger: 'claimLease',
    because: 'the janitor must not take back a claim that still activates',
  },
  { smaller: ['activate', 'storeCall'], larger: 'acquire', because: 'a claim must fit in the wait of its client' },
  {
    smaller: ['storeCall'],
    larger: 'instanceLoss',
    because: 'one slow heartbeat write must not cost an instance its claims',
  },
  { smaller: ['instanceHeartbeat'], larger: 'storeCall', because: 'heartbeats must not pile up behind one slow call' },
  {
    smaller: ['instanceHeartbeat'],
    larger: 'instanceLoss',
    because: 'two missed heartbeats must be seen before a takeover',
  },
  { smaller: ['instanceLoss'], larger: 'claimLease', because: 'a dead gateway is known before its claims are reaped' },
  {
    smaller: ['heartbeatInterval', 'workerCall'],
    larger: 'heartbeatLoss',
    because: 'one slow answer is not a lost worker',
  },
  { smaller: ['workerStop'], larger: 'handoverDrain', because: 'workers must end inside the drain' },
  {
    smaller: ['kubernetesCall', 'kubernetesCall'],
    larger: 'spawn',
    because: 'a start makes a Secret and then a pod, and the pod must still become ready',
  },
  {
    smaller: ['identityProvider', 'identityProvider'],
    larger: 'login',
    because: 'the first login by a token asks for the discovery document and then for the keys',
  },
  { smaller: ['workerCall'], larger: 'spawn', because: 'a starting worker is asked more than once' },
];

/** Broken inequalities of `values` as sentences; empty when all hold. */
export function brokenInequalities(values: Readonly<Record<TimeoutName, number>>): string[] {
  return timeoutInequalities.flatMap(({ smaller, larger, because }) => {
    const sum = smaller.reduce((total, name) => total + values[name], 0);
    return sum < values[larger]
      ? []
      : [`${smaller.join(' + ')} (${sum} ms) must be below ${larger} (${values[larger]} ms): ${because}`];
  });
}
