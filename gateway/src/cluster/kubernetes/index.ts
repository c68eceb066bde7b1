/** The Kubernetes API as the gateway uses it. */
export { type ApiServer, inClusterServer, kubeconfigServer, ownServer } from './api-server.ts';
export { type FilledSecrets, type FillOptions, fillSecrets } from './fill-secrets.ts';
export { type FollowOptions, followObjects } from './follow.ts';
export { createKubernetesApi, type KubernetesApi, type KubernetesApiOptions } from './kubernetes-api.ts';
export type * from './objects.ts';
export type { WatchEvent } from './watch.ts';
