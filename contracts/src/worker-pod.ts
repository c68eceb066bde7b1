/**
 * What a PodTemplate leaves for the gateway to fill when it stamps a worker pod from it: the pod's name, labels and owner, and the Secret
 * behind `secretVolume`. The chart writes the rest, the environment variables that point into the Secret too.
 */
export const workerPod = {
  /** The container that runs `brooder worker`; the one that is resized. */
  container: 'worker',
  /** Volume of the worker's own Secret. The template names the base name; the gateway puts the derived name there. */
  secretVolume: 'worker-secret',
  /** Where that volume is mounted. */
  secretPath: '/run/brooder/worker',
  /** Keys of a worker's Secret, which are files below `secretPath`. */
  secretKeys: { bearer: 'bearer', tlsCert: 'tls.crt', tlsKey: 'tls.key' },
} as const;
