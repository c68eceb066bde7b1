/** Where workers run: child processes here; the fake is for simulations and tests. */
export type * from './cluster.ts';
export {
  type ApiServer,
  createKubernetesApi,
  type FilledSecrets,
  type FillOptions,
  fillSecrets,
  followObjects,
  inClusterServer,
  type KubernetesApi,
  type KubernetesApiOptions,
  kubeconfigServer,
  ownServer,
} from './kubernetes/index.ts';
export type { Log } from './log.ts';
export type { ProcessClusterOptions, WorkerCertificate } from './process/process-cluster.ts';
export { createProcessCluster } from './process/process-cluster.ts';
