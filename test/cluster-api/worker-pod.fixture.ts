/** The smallest pod that the Pod Security level `restricted` admits, with requests equal to limits as a growing pod needs them. */
export const workerPod = (name: string, resources: object = guaranteed('100m', '256Mi')) => ({
  metadata: { name, labels: { 'brooder.dev/pool': 'warm' } },
  spec: {
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: 'worker',
        image: 'brooder-worker:test',
        resources,
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      },
    ],
  },
});

export const guaranteed = (cpu: string, memory: string) => ({ requests: { cpu, memory }, limits: { cpu, memory } });
