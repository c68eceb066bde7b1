/** Kubernetes structures that several keys take. */
export const toleration = { key: 'dedicated', operator: 'Equal', value: 'brooder', effect: 'NoSchedule' };
export const pullSecret = [{ name: 'registry-login' }];
export const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

export const affinity = {
  nodeAffinity: {
    preferredDuringSchedulingIgnoredDuringExecution: [
      {
        weight: 10,
        preference: { matchExpressions: [{ key: 'kubernetes.io/arch', operator: 'In', values: ['amd64'] }] },
      },
    ],
  },
};
export const spread = (component: string) => [
  {
    maxSkew: 1,
    topologyKey: 'topology.kubernetes.io/zone',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: { 'app.kubernetes.io/component': component } },
  },
];
export const resources = {
  requests: { cpu: '300m', memory: '300Mi' },
  limits: { cpu: '2', memory: '600Mi' },
};
/** A container that the Pod Security Standard "restricted" lets in. */
export const restrictedContainer = (name: string) => ({
  name,
  image: 'example.org/sidecar:1.2.3',
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
});
