import type { Preset } from '../preset.ts';

export const prometheusOperator = {
  file: 'ci/prometheus-operator.yaml',
  about: 'Metrics, alerts and a dashboard for the Prometheus Operator and Grafana. Needs the CRDs of the operator.',
  values: {
    serviceMonitor: { enabled: true, labels: { release: 'prometheus' } },
    prometheusRule: { enabled: true, labels: { release: 'prometheus' } },
    grafanaDashboard: { enabled: true },
    networkPolicy: {
      gateway: { monitoring: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } } },
    },
  },
} as const satisfies Preset;
