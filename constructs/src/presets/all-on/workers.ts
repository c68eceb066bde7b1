import type { BrooderOverrides } from '../../values/index.ts';
import { affinity, digest, restrictedContainer, spread, toleration } from './samples.ts';

const probe = (failureThreshold: number) => ({ periodSeconds: 3, timeoutSeconds: 1, failureThreshold });

/** Every key of a pool; `mark` tells two pools apart. */
const pool = (mark: string) => ({
  image: {
    registry: `${mark}.example.org`,
    repository: `brooder/worker-${mark}`,
    tag: '1.0.0',
    digest,
    pullPolicy: 'Never' as const,
  },
  size: 'tiny',
  // Empty, or the t-shirt size would not show.
  resources: { cpu: '', memory: '' },
  resize: { enabled: true, idle: { cpu: '200m', memory: '512Mi' } },
  role: 'ReadOnly' as const,
  warmTarget: 4,
  max: 40,
  maxSessions: 20,
  updateStrategy: 'Recreate' as const,
  nodeSelector: { pool: mark },
  tolerations: [toleration],
  affinity,
  topologySpreadConstraints: spread('worker'),
  priorityClassName: `${mark}-low`,
  runtimeClassName: 'gvisor',
  schedulerName: `${mark}-scheduler`,
  hostAliases: [{ ip: '10.0.0.8', hostnames: [`minio.${mark}.internal`] }],
  dnsPolicy: 'Default' as const,
  dnsConfig: { options: [{ name: 'ndots', value: '3' }] },
  scratch: { sizeLimit: '20Gi', memory: true },
  tmp: { sizeLimit: '64Mi', memory: true },
  env: { POOL: mark },
  extraEnv: [{ name: 'PROXY_PASSWORD', valueFrom: { secretKeyRef: { name: `${mark}-proxy`, key: 'password' } } }],
  extraEnvFrom: [{ configMapRef: { name: `${mark}-proxy` } }],
  extraContainers: [restrictedContainer('once')],
  initContainers: [{ ...restrictedContainer('log-shipper'), restartPolicy: 'Always' }],
  extraVolumes: [{ name: 'extensions', configMap: { name: `${mark}-extensions` } }],
  extraVolumeMounts: [{ name: 'extensions', mountPath: '/extensions', readOnly: true }],
  annotations: { 'example.org/wave': mark },
  labels: { 'example.org/part': mark },
  podLabels: { 'example.org/pool': mark },
  podAnnotations: { 'example.org/note': mark },
  terminationGracePeriodSeconds: 90,
  extensions: ['httpfs', 'ducklake'],
  probes: { startup: probe(60), readiness: probe(2), liveness: probe(5) },
});
/** One placement counts by role, the other takes everything from the pool. */
const cohorts = (lifecycle: string) => ({
  [lifecycle]: {
    nodeSelector: { lifecycle },
    tolerations: [toleration],
    affinity,
    counts: { ReadOnly: 3, WriteOnly: 1 },
  },
  steady: {},
});
/** Leaves the image that pools share visible. */
const inherits = { image: { registry: '', repository: '', tag: '', digest: '', pullPolicy: '' as const } };

/** The workers' pods, their namespace, and who may talk to them. */
export const workerSide = {
  workers: {
    image: {
      registry: 'registry.example.org',
      repository: 'brooder/worker',
      tag: '1.0.0',
      digest,
      pullPolicy: 'Always',
    },
    imagePullSecrets: [{ name: 'worker-registry' }],
    namespace: {
      name: 'all-on-workers',
      create: true,
      labels: { team: 'data' },
      annotations: { 'example.org/owner': 'data' },
      podSecurity: 'restricted',
    },
    serviceAccount: { create: true, name: 'all-on-worker', annotations: { 'example.org/role': 'worker' } },
    secretName: 'all-on-worker',
    port: 8899,
    warmTarget: 5,
    max: 60,
    maxPerOrg: 3,
    maxSessions: 30,
    idleTimeout: '7m',
    acquireTimeout: '25s',
    spawnTimeout: '45s',
    threads: 2,
    memoryLimit: '3Gi',
    extensions: ['httpfs'],
    extensionDirectory: '/extensions',
    service: { type: 'ClusterIP' },
    labels: { 'example.org/kind': 'worker' },
    configMap: 'worker-extra',
    tls: { enabled: true },
    env: { TZ: 'UTC' },
    sizes: { tiny: { cpu: '250m', memory: '1Gi' } },
    defaults: { ...pool('defaults'), ...inherits, cohorts: cohorts('spot') },
    pools: { default: {}, everything: { ...pool('own'), cohorts: cohorts('cheap') } },
    quota: { enabled: true, hard: { pods: '100' } },
    limitRange: { enabled: true, limits: [{ type: 'Container', max: { cpu: '16', memory: '64Gi' } }] },
    admissionPolicy: { enabled: true, extraImages: ['registry.example.org/brooder/worker:1.0.1'] },
  },
  warehouse: {
    namespace: '',
    secrets: { 'local-lake': { s3SecretAccessKey: 'for-tests-only' } },
    identity: {
      create: true,
      name: 'lake-worker',
      iamRoleArn: 'arn:aws:iam::123456789012:role/lake',
      annotations: { 'example.org/lake': 'local' },
    },
  },
  rbac: { create: true },
  networkPolicy: {
    enabled: true,
    dns: { namespace: 'dns', podLabels: { app: 'dns' }, cidrs: ['169.254.20.10/32'] },
    workers: {
      egress: [{ cidr: '203.0.113.0/24', except: ['203.0.113.64/26'], ports: [443, 9000] }],
      extraIngress: [{ from: [{ ipBlock: { cidr: '192.0.2.0/24' } }] }],
      extraEgress: [{ to: [{ ipBlock: { cidr: '198.51.100.0/24' } }] }],
    },
    gateway: {
      from: [{ ipBlock: { cidr: '10.0.0.0/8' } }],
      monitoring: {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
        podSelector: { matchLabels: { app: 'prometheus' } },
      },
      apiServer: { cidrs: ['10.96.0.1/32'], ports: [6443] },
      configStore: { cidrs: ['10.0.5.0/24'], ports: [5432] },
      identityProvider: { cidrs: ['10.0.6.0/24'], ports: [8443] },
      extraIngress: [{ from: [{ ipBlock: { cidr: '192.0.2.0/24' } }] }],
      extraEgress: [{ to: [{ ipBlock: { cidr: '198.51.100.0/24' } }] }],
    },
  },
} satisfies BrooderOverrides;
