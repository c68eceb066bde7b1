import type { Preset } from './preset.ts';

/** A start for production. */
export const production = {
  file: 'values-production.yaml',
  about:
    'A start for production: three gateways that no node drain takes together, a Postgres of yours, every credential in a Secret of yours, a certificate of yours, network policies, alerts. Needs the Secrets it names, the CRDs of the Prometheus Operator, and a network plugin that enforces policies.',
  values: {
    replicaCount: 3,
    resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '2Gi' } },
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: {
          matchLabels: { 'app.kubernetes.io/name': 'brooder', 'app.kubernetes.io/component': 'gateway' },
        },
      },
    ],
    postgres: { enabled: false },
    configStore: { existingSecret: 'brooder-config-store' },
    internalSecret: { existingSecret: 'brooder-internal-secret' },
    admin: { existingSecret: 'brooder-admin' },
    tls: { existingSecret: 'brooder-tls' },
    service: { pg: { type: 'LoadBalancer' }, flight: { type: 'LoadBalancer' } },
    pdb: { maxUnavailable: 1 },
    networkPolicy: { enabled: true },
    workers: {
      warmTarget: 3,
      max: 50,
      pools: { default: { size: 'medium' }, large: { size: 'xlarge', warmTarget: 0 } },
    },
    serviceMonitor: { enabled: true },
    prometheusRule: { enabled: true },
    grafanaDashboard: { enabled: true },
  },
} as const satisfies Preset;
