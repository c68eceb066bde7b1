import { type Body, opt, type Value } from '../expr/index.ts';

/** Where pods run and how they find names: the same for every part that has pods. Each field is Kubernetes' own; source: PodSpec, core/v1. */
export interface PodPlacementProps {
  /** Labels that a node must have. @default - any node */
  readonly nodeSelector?: Value<object>;
  /** Taints of nodes that keep no pod away. @default - none */
  readonly tolerations?: Value<readonly object[]>;
  /** Nodes and pods to be near to, or far from. @default - none */
  readonly affinity?: Value<object>;
  /** How the pods spread over nodes and zones. @default - as the scheduler does */
  readonly topologySpreadConstraints?: Value<readonly object[]>;
  /** Which pods go first when room is short. @default - the cluster's default */
  readonly priorityClassName?: Value<string>;
  /** What runs the containers, for example gVisor. @default - the cluster's default */
  readonly runtimeClassName?: Value<string>;
  /** Scheduler. @default - the cluster's default */
  readonly schedulerName?: Value<string>;
  /** Lines for /etc/hosts. @default - none */
  readonly hostAliases?: Value<readonly object[]>;
  /** Where names are looked up. @default ClusterFirst */
  readonly dnsPolicy?: Value<string>;
  /** Name servers, search domains and options beside those of the policy. @default - none */
  readonly dnsConfig?: Value<object>;
}

/** The fields of a pod's spec; those that are empty are left out. */
export const podPlacement = (props: PodPlacementProps): Record<string, Body> => ({
  nodeSelector: opt(props.nodeSelector ?? {}),
  tolerations: opt(props.tolerations ?? []),
  affinity: opt(props.affinity ?? {}),
  topologySpreadConstraints: opt(props.topologySpreadConstraints ?? []),
  priorityClassName: opt(props.priorityClassName ?? ''),
  runtimeClassName: opt(props.runtimeClassName ?? ''),
  schedulerName: opt(props.schedulerName ?? ''),
  hostAliases: opt(props.hostAliases ?? []),
  dnsPolicy: opt(props.dnsPolicy ?? ''),
  dnsConfig: opt(props.dnsConfig ?? {}),
});
