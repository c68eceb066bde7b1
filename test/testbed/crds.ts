/**
 * Foreign kinds that the chart can render, and where their definitions come from: published Go modules, pinned by version and by
 * Go's own checksum of the module, so the same bytes arrive whichever proxy serves them.
 */
export interface CrdModule {
  module: string;
  version: string;
  /** `h1:` sum as `go mod download -json` says it. */
  sum: string;
  /** Below the module's root. The files there are named `<group>_<plural>.yaml`. */
  folder: string;
  /** CRD names, `<plural>.<group>`. */
  crds: readonly string[];
}

/** The newest that Go 1.26 takes. */
const gatewayApi = {
  module: 'sigs.k8s.io/gateway-api',
  version: 'v1.6.3',
  sum: 'h1:lKpJa5bGlraC/QeACvCpsHLdmO6y0iKfzVl6gzaFEYc=',
};

export const crdModules: readonly CrdModule[] = [
  {
    module: 'github.com/prometheus-operator/prometheus-operator',
    version: 'v0.85.0',
    sum: 'h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=',
    folder: 'example/prometheus-operator-crd',
    crds: [
      'servicemonitors.monitoring.coreos.com',
      'podmonitors.monitoring.coreos.com',
      'prometheusrules.monitoring.coreos.com',
    ],
  },
  {
    module: 'github.com/kedacore/keda/v2',
    version: 'v2.21.0',
    sum: 'h1:R6z2HZvstK4RLUMxroNACzBj74xGxt3kG59b5Xc+Xps=',
    folder: 'config/crd/bases',
    crds: ['scaledobjects.keda.sh', 'triggerauthentications.keda.sh'],
  },
  {
    module: 'github.com/cert-manager/cert-manager',
    version: 'v1.21.2',
    sum: 'h1:UWgoYM+KLNtRlqmoWOKjKBOBUPVHeepQ6/ac3ERJW68=',
    folder: 'deploy/crds',
    crds: ['certificates.cert-manager.io', 'issuers.cert-manager.io', 'clusterissuers.cert-manager.io'],
  },
  {
    ...gatewayApi,
    folder: 'config/crd/standard',
    crds: [
      'gateways.gateway.networking.k8s.io',
      'httproutes.gateway.networking.k8s.io',
      'grpcroutes.gateway.networking.k8s.io',
    ],
  },
  {
    // The experimental files also serve v1alpha2, the only version of these kinds before Gateway API 1.5 and 1.6.
    ...gatewayApi,
    folder: 'config/crd/experimental',
    crds: ['tlsroutes.gateway.networking.k8s.io', 'tcproutes.gateway.networking.k8s.io'],
  },
];

/** Azure's managed Prometheus takes the operator's own kinds under another group: the definition is the same with the group changed. */
export const regroupedCrds: readonly { from: string; group: string }[] = [
  { from: 'podmonitors.monitoring.coreos.com', group: 'azmonitoring.coreos.com' },
  { from: 'servicemonitors.monitoring.coreos.com', group: 'azmonitoring.coreos.com' },
];

export const regroupedName = ({ from, group }: { from: string; group: string }) =>
  `${from.slice(0, from.indexOf('.'))}.${group}`;

/** Defined in google-pod-monitoring.ts: Google's module is on no public proxy. */
export const googlePodMonitoringName = 'podmonitorings.monitoring.googleapis.com';

/** Every CRD that the prepared API server has. */
export const crdNames: readonly string[] = [
  ...crdModules.flatMap(({ crds }) => crds),
  ...regroupedCrds.map(regroupedName),
  googlePodMonitoringName,
];
