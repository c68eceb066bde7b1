import { type Body, opt, type Value } from '../../expr/index.ts';

/** Where and how short-lived pods of the gateway's image run. */
export interface CommandPodProps {
  /** Image of the gateway, `repository:tag`. */
  readonly image: Value<string>;
  /** @default IfNotPresent */
  readonly imagePullPolicy?: Value<string>;
  /** @default - none */
  readonly imagePullSecrets?: Value<readonly { readonly name: string }[]>;
  /** @default - none */
  readonly resources?: Value<object>;
  /** @default - any node */
  readonly nodeSelector?: Value<object>;
  /** @default - none */
  readonly tolerations?: Value<readonly object[]>;
  /** @default - none */
  readonly affinity?: Value<object>;
  /** @default - the cluster's default */
  readonly priorityClassName?: Value<string>;
}

export interface CommandProps {
  /** Name of the container. */
  readonly name: string;
  readonly args: readonly Body[];
  /** @default - none */
  readonly env?: readonly Body[];
  /** @default - none */
  readonly volumes?: readonly Body[];
  /** @default - none */
  readonly volumeMounts?: readonly Body[];
}

/** The spec of a pod that runs one command of the gateway's image and ends: as restricted as Kubernetes' standard "restricted" asks. */
export const commandPod = (pod: CommandPodProps, command: CommandProps): Record<string, Body> => ({
  restartPolicy: 'Never',
  // The commands talk to Postgres and to the gateway, never to the Kubernetes API.
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  securityContext: {
    runAsNonRoot: true,
    runAsUser: 1000,
    runAsGroup: 1000,
    fsGroup: 1000,
    seccompProfile: { type: 'RuntimeDefault' },
  },
  imagePullSecrets: opt(pod.imagePullSecrets ?? []),
  nodeSelector: opt(pod.nodeSelector ?? {}),
  tolerations: opt(pod.tolerations ?? []),
  affinity: opt(pod.affinity ?? {}),
  priorityClassName: opt(pod.priorityClassName ?? ''),
  containers: [commandContainer(pod, command)],
  volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }, ...(command.volumes ?? [])],
});

/** One container of such a pod. */
export const commandContainer = (pod: CommandPodProps, command: CommandProps): Record<string, Body> => ({
  name: command.name,
  image: pod.image,
  imagePullPolicy: pod.imagePullPolicy ?? 'IfNotPresent',
  args: command.args,
  env: command.env,
  resources: opt(pod.resources ?? {}),
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  },
  volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }, ...(command.volumeMounts ?? [])],
});
