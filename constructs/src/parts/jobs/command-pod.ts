import { type Body, opt, spread, type Value, when } from '../../expr/index.ts';
import { imageUser, restrictedContainer, restrictedPod } from '../../system/index.ts';
import { type SecretVariable, secretVariable } from '../gateway/index.ts';
import { type PodPlacementProps, podPlacement } from '../pod-placement.ts';

/** Where and how short-lived pods of the gateway's image run. */
export interface CommandPodProps extends PodPlacementProps {
  /** Image of the gateway, `repository:tag`. */
  readonly image: Value<string>;
  /** @default IfNotPresent */
  readonly imagePullPolicy?: Value<string>;
  /** @default - none */
  readonly imagePullSecrets?: Value<readonly { readonly name: string }[]>;
  /** @default - none */
  readonly resources?: Value<object>;
  /** More environment variables, as Kubernetes takes them. @default - none */
  readonly extraEnv?: Value<readonly object[]>;
  /** @default - none */
  readonly extraEnvFrom?: Value<readonly object[]>;
  /** @default - none */
  readonly extraVolumes?: Value<readonly object[]>;
  /** @default - none */
  readonly extraVolumeMounts?: Value<readonly object[]>;
}

export interface CommandProps {
  /** Name of the container. */
  readonly name: string;
  readonly args: readonly Body[];
  /** Constants among its environment variables; one that is empty is left out. @default - none */
  readonly constants?: Readonly<Record<string, Value<string>>>;
  /** Variables that come from Secrets. @default - none */
  readonly variables?: readonly SecretVariable[];
  /** More variables, as Kubernetes takes them. @default - none */
  readonly env?: readonly Body[];
  /** Volumes beside /tmp. @default - none */
  readonly volumes?: readonly Body[];
  /** Mounts beside /tmp. @default - none */
  readonly volumeMounts?: readonly Body[];
}

/** The spec of a pod that runs commands of the gateway's image, each in a container, and ends. */
export const commandPod = (pod: CommandPodProps, ...commands: readonly CommandProps[]): Record<string, Body> => ({
  restartPolicy: 'Never',
  // The commands talk to Postgres and to the gateway, never to the Kubernetes API.
  automountServiceAccountToken: false,
  // Kubernetes would add BROODER_…_PORT for each Service named brooder, which the command refuses as unknown settings.
  enableServiceLinks: false,
  securityContext: restrictedPod(imageUser),
  imagePullSecrets: opt(pod.imagePullSecrets ?? []),
  ...podPlacement(pod),
  containers: commands.map((command) => container(pod, command)),
  volumes: [
    { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
    ...commands.flatMap(({ volumes = [] }) => volumes),
    ...spread(pod.extraVolumes ?? []),
  ],
});

const container = (pod: CommandPodProps, command: CommandProps): Record<string, Body> => ({
  name: command.name,
  image: pod.image,
  imagePullPolicy: pod.imagePullPolicy ?? 'IfNotPresent',
  args: command.args,
  envFrom: opt(pod.extraEnvFrom ?? []),
  env: [
    { name: 'HOME', value: '/tmp' },
    ...Object.entries(command.constants ?? {}).map(([name, value]) => when(value, { name, value })),
    ...(command.variables ?? []).map(secretVariable),
    ...(command.env ?? []),
    ...spread(pod.extraEnv ?? []),
  ],
  resources: opt(pod.resources ?? {}),
  securityContext: restrictedContainer,
  volumeMounts: [
    { name: 'tmp', mountPath: '/tmp' },
    ...(command.volumeMounts ?? []),
    ...spread(pod.extraVolumeMounts ?? []),
  ],
});
