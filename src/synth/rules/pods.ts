import type { KubernetesObject } from '../kubernetes-object.ts';

export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly securityContext?: SecurityContext;
  readonly ports?: readonly { readonly name?: string; readonly hostPort?: number }[];
  readonly [field: string]: unknown;
}

/** Of a pod or of a container. */
export interface SecurityContext {
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly procMount?: string;
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly seccompProfile?: { readonly type?: string };
  readonly appArmorProfile?: { readonly type?: string };
  readonly seLinuxOptions?: { readonly type?: string; readonly user?: string; readonly role?: string };
  readonly windowsOptions?: { readonly hostProcess?: boolean };
  readonly sysctls?: readonly { readonly name: string }[];
}

export interface PodSpec {
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly securityContext?: SecurityContext;
  readonly volumes?: readonly Readonly<Record<string, unknown>>[];
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly ephemeralContainers?: readonly Container[];
}

/** A pod that an object makes, or that is made from it. */
export interface PodOf {
  readonly owner: KubernetesObject;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
}

type Template = { metadata?: { labels?: Record<string, string> }; spec?: PodSpec };

/** The pods of Pods, PodTemplates, and of everything with a pod template in `spec.template`. */
export const podsOf = (objects: readonly KubernetesObject[]): PodOf[] =>
  objects.flatMap((owner) => {
    const template = templateOf(owner);
    return template?.spec?.containers === undefined
      ? []
      : [{ owner, labels: template.metadata?.labels ?? {}, spec: template.spec }];
  });

function templateOf(object: KubernetesObject): Template | undefined {
  if (object.kind === 'Pod') return object as Template;
  if (object.kind === 'PodTemplate') return object.template as Template | undefined;
  const spec = object.spec as { template?: Template; jobTemplate?: { spec?: { template?: Template } } } | undefined;
  return spec?.jobTemplate?.spec?.template ?? spec?.template;
}

export const containersOf = ({ spec }: PodOf): readonly Container[] => [
  ...(spec.initContainers ?? []),
  ...spec.containers,
  ...(spec.ephemeralContainers ?? []),
];
