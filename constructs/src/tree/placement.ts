import type { PodPlacementProps } from '../parts/pod-placement.ts';

/** What a group of values says of where its pods run. */
export const placementOf = (values: Required<PodPlacementProps>): Required<PodPlacementProps> => ({
  nodeSelector: values.nodeSelector,
  tolerations: values.tolerations,
  affinity: values.affinity,
  topologySpreadConstraints: values.topologySpreadConstraints,
  priorityClassName: values.priorityClassName,
  runtimeClassName: values.runtimeClassName,
  schedulerName: values.schedulerName,
  hostAliases: values.hostAliases,
  dnsPolicy: values.dnsPolicy,
  dnsConfig: values.dnsConfig,
});
