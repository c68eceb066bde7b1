import { defaultsOf } from '../../schema/index.ts';
import { type BrooderOverrides, type BrooderValues, values } from '../../values/index.ts';
import { affinity, digest, resources, spread, toleration } from './samples.ts';

type Alerts = BrooderValues['prometheusRule']['alerts'];
/** Every alert, none as by default. */
const alerts = Object.fromEntries(
  Object.entries(defaultsOf(values).prometheusRule.alerts).map(([id, { threshold }]) => [
    id,
    { enabled: true, severity: 'page', for: '4m', threshold: threshold + 1 },
  ]),
) as Alerts;

const monitor = (enabled: boolean) => ({
  enabled,
  namespace: '',
  labels: { release: 'prometheus' },
  interval: '20s',
  scrapeTimeout: '5s',
  relabelings: [{ action: 'labeldrop', regex: 'pod_template_hash' }],
  metricRelabelings: [{ action: 'drop', sourceLabels: ['__name__'], regex: 'nodejs_.*' }],
});

/** The bundled config store, monitoring, and the chart's own pods. */
export const surroundings = {
  postgres: {
    enabled: true,
    image: {
      registry: 'registry.example.org',
      repository: 'postgres',
      tag: '17.5',
      digest,
      pullPolicy: 'Always',
    },
    database: 'all_on',
    user: 'all_on',
    password: 'for-tests-only',
    existingSecret: '',
    existingSecretKey: 'postgres-password',
    storage: { type: 'persistentVolumeClaim', size: '2Gi', storageClass: 'fast' },
    parameters: { max_connections: '200' },
    runAsUser: 70,
    resources,
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    tolerations: [toleration],
    affinity,
    priorityClassName: 'high',
    topologySpreadConstraints: spread('config-store'),
    runtimeClassName: 'gvisor',
    schedulerName: 'config-store-scheduler',
    hostAliases: [{ ip: '10.0.0.9', hostnames: ['postgres.internal'] }],
    dnsPolicy: 'Default' as const,
    dnsConfig: { options: [{ name: 'ndots', value: '4' }] },
    annotations: { 'example.org/wave': '1' },
    labels: { 'example.org/part': 'config-store' },
    podLabels: { team: 'data' },
    podAnnotations: { 'example.org/pod': 'postgres' },
  },
  metrics: { sink: 'prometheus', interval: '25s', scrapeTimeout: '6s' },
  serviceMonitor: monitor(true),
  podMonitor: monitor(false),
  prometheusRule: {
    enabled: true,
    namespace: '',
    labels: { release: 'prometheus' },
    alertLabels: { team: 'data' },
    runbookUrl: 'https://runbooks.example.org/brooder',
    alerts,
    rules: [{ alert: 'NoSessions', expr: 'sum(brooder_sessions) == 0', for: '1h' }],
  },
  grafanaDashboard: {
    enabled: true,
    namespace: '',
    label: 'grafana',
    labelValue: 'yes-please',
    annotations: { 'grafana.com/folder': 'data' },
  },
  jobs: {
    resources,
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    tolerations: [toleration],
    affinity,
    priorityClassName: 'high',
    topologySpreadConstraints: spread('jobs'),
    runtimeClassName: 'gvisor',
    schedulerName: 'jobs-scheduler',
    hostAliases: [{ ip: '10.0.0.9', hostnames: ['postgres.internal'] }],
    dnsPolicy: 'Default' as const,
    dnsConfig: { options: [{ name: 'ndots', value: '4' }] },
    annotations: { 'example.org/wave': '1' },
    labels: { 'example.org/part': 'jobs' },
    extraEnv: [{ name: 'PGCONNECT_TIMEOUT', value: '5' }],
    extraEnvFrom: [{ secretRef: { name: 'jobs-env' } }],
    extraVolumes: [{ name: 'ca', configMap: { name: 'company-ca' } }],
    extraVolumeMounts: [{ name: 'ca', mountPath: '/etc/company-ca', readOnly: true }],
    podLabels: { team: 'data' },
    podAnnotations: { 'example.org/pod': 'job' },
    backoffLimit: 2,
    activeDeadlineSeconds: 300,
  },
  migration: { enabled: true, weight: 3, wait: '90s', ttlSecondsAfterFinished: 600 },
  bootstrap: {
    enabled: true,
    org: 'all-on',
    database: 'pond',
    warehouse: { kind: 'ducklake', metadata: 'postgres:host=db dbname=lake', dataPath: 's3://bucket/lake' },
    orgs: [{ id: 'ducks', users: [{ name: 'ana', passwordEnv: 'ANA_PASSWORD' }], warehouse: { kind: 'memory' } }],
    passwords: { ANA_PASSWORD: { secret: 'ducks-users', key: 'ana' } },
    wait: '70s',
  },
  tests: { enabled: true, timeout: '40s', caKey: 'authority.pem' },
  extraObjects: [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'all-on-extra' }, data: { note: 'of the user' } },
  ],
} satisfies BrooderOverrides;
