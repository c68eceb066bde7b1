import type { KubernetesCallName } from '@brooder/contracts';
import { events } from './events.ts';
import { podTemplates } from './pod-templates.ts';
import { provisionedSecretCalls } from './provisioned-secrets.ts';
import { createTransport, type TransportOptions } from './transport.ts';
import { workerPods } from './worker-pods.ts';
import { workerSecrets } from './worker-secrets.ts';
import { workerServices } from './worker-services.ts';

export type KubernetesApiOptions = TransportOptions;

/**
 * The Kubernetes API as this gateway uses it: one function for each entry of `kubernetesCalls`, by the same name. Each ends within
 * `timeouts.kubernetesCall`, or with its `signal`. "Not there" and "already there" are answers; all else is a failure:
 * kubernetesRefused (a Role lacks it), kubernetesRejected (the server does not accept it), kubernetesUnavailable (unknown; ask again).
 */
export function createKubernetesApi(options: KubernetesApiOptions) {
  const transport = createTransport(options);
  const { clock, namespaces } = options;
  const calls = {
    ...workerPods({ transport, clock }),
    ...workerSecrets(transport),
    ...podTemplates({ transport, clock }),
    ...events({ transport, clock, namespace: namespaces.worker }),
    ...workerServices(transport),
    ...provisionedSecretCalls(transport),
  } satisfies Record<KubernetesCallName, unknown>;
  return { calls, close: () => transport.close() };
}

export type KubernetesApi = ReturnType<typeof createKubernetesApi>['calls'];
