/** Kinds of other projects that the chart can render: a wrong field is refused. The definitions are theirs, but for PodMonitoring (see google-pod-monitoring.ts). */
import { describe, expect } from 'vitest';
import { crdNames } from '../testbed/crds.ts';
import { dryRun, kubeconform, requireTool, withNamespace } from '../testbed/index.ts';

const withAll = requireTool('kubectl', 'kubeconform', 'api-server', 'schemas');

const selector = { matchLabels: { app: 'duck' } };
const parentRefs = [{ name: 'pond' }];
const backend = { backendRefs: [{ name: 'duck', port: 5432 }] };

/** CRD, kind and version, and a small `spec` that its project takes. */
const plain: readonly [crd: string, apiVersion: string, kind: string, spec: object][] = [
  [
    'servicemonitors.monitoring.coreos.com',
    'monitoring.coreos.com/v1',
    'ServiceMonitor',
    { selector, endpoints: [{ port: 'metrics' }] },
  ],
  [
    'podmonitors.monitoring.coreos.com',
    'monitoring.coreos.com/v1',
    'PodMonitor',
    { selector, podMetricsEndpoints: [{ port: 'metrics' }] },
  ],
  [
    'prometheusrules.monitoring.coreos.com',
    'monitoring.coreos.com/v1',
    'PrometheusRule',
    { groups: [{ name: 'ducks', rules: [{ alert: 'Gone', expr: 'ducks < 1', for: '5m', labels: { team: 'pond' } }] }] },
  ],
  [
    'servicemonitors.azmonitoring.coreos.com',
    'azmonitoring.coreos.com/v1',
    'ServiceMonitor',
    { selector, endpoints: [{ port: 'metrics' }] },
  ],
  [
    'podmonitors.azmonitoring.coreos.com',
    'azmonitoring.coreos.com/v1',
    'PodMonitor',
    { selector, podMetricsEndpoints: [{ port: 'metrics' }] },
  ],
  [
    'podmonitorings.monitoring.googleapis.com',
    'monitoring.googleapis.com/v1',
    'PodMonitoring',
    { selector, endpoints: [{ port: 'metrics', interval: '30s' }] },
  ],
  [
    'scaledobjects.keda.sh',
    'keda.sh/v1alpha1',
    'ScaledObject',
    { scaleTargetRef: { name: 'duck' }, triggers: [{ type: 'cpu', metadata: { value: '60' } }] },
  ],
  [
    'triggerauthentications.keda.sh',
    'keda.sh/v1alpha1',
    'TriggerAuthentication',
    { secretTargetRef: [{ parameter: 'bearerToken', name: 'pond', key: 'token' }] },
  ],
  [
    'certificates.cert-manager.io',
    'cert-manager.io/v1',
    'Certificate',
    { secretName: 'pond-tls', dnsNames: ['pond.example'], issuerRef: { name: 'pond' } },
  ],
  ['issuers.cert-manager.io', 'cert-manager.io/v1', 'Issuer', { selfSigned: {} }],
  ['clusterissuers.cert-manager.io', 'cert-manager.io/v1', 'ClusterIssuer', { selfSigned: {} }],
  [
    'gateways.gateway.networking.k8s.io',
    'gateway.networking.k8s.io/v1',
    'Gateway',
    { gatewayClassName: 'pond', listeners: [{ name: 'sql', port: 5432, protocol: 'TCP' }] },
  ],
  [
    'httproutes.gateway.networking.k8s.io',
    'gateway.networking.k8s.io/v1',
    'HTTPRoute',
    { parentRefs, hostnames: ['pond.example'], rules: [backend] },
  ],
  [
    'grpcroutes.gateway.networking.k8s.io',
    'gateway.networking.k8s.io/v1',
    'GRPCRoute',
    { parentRefs, hostnames: ['pond.example'], rules: [backend] },
  ],
  [
    'tlsroutes.gateway.networking.k8s.io',
    'gateway.networking.k8s.io/v1',
    'TLSRoute',
    { parentRefs, hostnames: ['pond.example'], rules: [backend] },
  ],
  ['tcproutes.gateway.networking.k8s.io', 'gateway.networking.k8s.io/v1', 'TCPRoute', { parentRefs, rules: [backend] }],
];

describe.concurrent('foreign kinds', () => {
  for (const [crd, apiVersion, kind, spec] of plain) {
    withAll(`${crd} takes a plain ${kind}, and refuses it with a field that it does not know`, async () => {
      const object = (extra: object) =>
        JSON.stringify({ apiVersion, kind, metadata: { name: 'duck' }, spec: { ...spec, ...extra } });
      await withNamespace('foreign', {}, async (namespace) => {
        expect(await kubeconform(object({}))).toEqual({ failed: false, valid: 1, findings: [] });
        expect(await dryRun(object({}), namespace)).toMatchObject({ status: 0, stderr: '' });
        expect(await kubeconform(object({ frogs: 3 }))).toMatchObject({ failed: true, findings: [{ kind }] });
        expect(await dryRun(object({ frogs: 3 }), namespace)).toMatchObject({
          status: 1,
          stderr: expect.stringContaining('frogs'),
        });
      });
    });
  }
});

withAll('every CRD of the table has a row here', () => {
  expect(plain.map(([crd]) => crd).sort()).toEqual([...crdNames].sort());
});
