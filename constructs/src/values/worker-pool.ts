import { updateStrategies, workerRoles } from '@brooder/contracts';
import { flag, group, integer, list, map, optionalInteger, partial, text, tree } from '../schema/index.ts';

const placement = {
  nodeSelector: map(text('Text.'), 'Labels a node must have.', { example: { 'kubernetes.io/arch': 'amd64' } }),
  tolerations: tree<readonly object[]>('list', 'Taints of nodes that are tolerated.', {
    example: [{ key: 'dedicated', operator: 'Equal', value: 'duckdb', effect: 'NoSchedule' }],
  }),
  affinity: tree('map', 'Affinity to nodes and pods.'),
};

/** Where workers run: what a cohort may change of its pool. */
export const placementNode = group('Where workers run.', placement);

/** One placement of a pool. */
export const cohortNode = partial(
  group('What differs from the pool.', {
    ...placement,
    counts: map(integer('Workers.', 0, { minimum: 0 }), 'Idle neutral workers kept ready in this placement, by role.', {
      keyForm: 'workerRole',
      example: { ReadOnly: 3, WriteOnly: 1 },
    }),
  }),
);

/** CPU and memory of a worker. */
export const sizeNode = group('CPU and memory; requests equal limits.', {
  cpu: text('CPUs, for example 500m or 2.', { form: 'quantity' }),
  memory: text('Memory, for example 4Gi.', { form: 'quantity' }),
});

const volume = (what: string, sizeLimit: string) =>
  group(`${what}: a volume that ends with the pod.`, {
    sizeLimit: text('Size at which the pod is evicted; empty: none but the node’s.', {
      form: 'quantity',
      default: sizeLimit,
    }),
    memory: flag('Keep it in memory. It counts against the memory of the worker.', false),
  });

const probe = (what: string, periodSeconds: number, failureThreshold: number) =>
  group(what, {
    periodSeconds: integer('Seconds between two looks.', periodSeconds, { minimum: 1 }),
    timeoutSeconds: integer('Seconds a look may take.', 2, { minimum: 1 }),
    failureThreshold: integer('Failures in a row that count.', failureThreshold, { minimum: 1 }),
  });

/** Everything that may differ between pools. */
export const poolNode = group('What pools have in common.', {
  image: group('Parts of the image that differ from `workers.image`.', {
    registry: text('Registry host; empty: that of `workers.image`.'),
    repository: text('Repository; empty: that of `workers.image`.'),
    tag: text('Tag; empty: that of `workers.image`.'),
    digest: text('Digest `sha256:…`; wins over the tag. Empty, beside a tag here: none.', { form: 'imageDigest' }),
    pullPolicy: text('When the kubelet pulls it; empty: as `workers.image` says.', {
      oneOf: ['', 'Always', 'IfNotPresent', 'Never'],
    }),
  }),
  size: text('T-shirt size of a worker: a key of `workers.sizes`.', { default: 'medium', example: 'large' }),
  resources: group('Explicit size; each wins over the t-shirt size.', {
    cpu: text('CPUs, for example 500m or 2; empty: those of the size.', { form: 'quantity' }),
    memory: text('Memory, for example 4Gi; empty: that of the size.', { form: 'quantity' }),
  }),
  resize: group('Growing in place: a warm worker asks for little until an org claims it. Needs Kubernetes 1.33.', {
    enabled: flag('Start workers with the idle size, and grow them at the claim.', true),
    idle: group('What an idle worker asks for.', {
      cpu: text('CPUs.', { form: 'quantity', mayBeEmpty: false, default: '100m' }),
      memory: text('Memory.', { form: 'quantity', mayBeEmpty: false, default: '256Mi' }),
    }),
  }),
  role: text('Which statements its workers take. Cohorts with `counts` say it themselves.', {
    oneOf: workerRoles,
    default: 'Dual',
  }),
  warmTarget: optionalInteger('Idle neutral workers kept ready; absent: `workers.warmTarget`.', { minimum: 0 }),
  max: optionalInteger('Workers, all states together; absent: `workers.max`.', { minimum: 1 }),
  maxSessions: optionalInteger('Sessions one worker takes; absent: `workers.maxSessions`.', { minimum: 1 }),
  updateStrategy: text(
    'How idle workers follow a changed template: used up (OnReplenish) or drained at once (Recreate). Workers of an org are never touched.',
    { oneOf: updateStrategies, default: 'OnReplenish' },
  ),
  cohorts: map(cohortNode, 'Placements of the pool, each with a PodTemplate of its own; none: one placement.', {
    keyForm: 'dnsLabel',
    example: { spot: { nodeSelector: { 'node.kubernetes.io/lifecycle': 'spot' }, counts: { ReadOnly: 3 } } },
  }),
  ...placement,
  topologySpreadConstraints: tree<readonly object[]>('list', 'How workers spread over zones and nodes.'),
  priorityClassName: text(
    'PriorityClass of the pods; empty: the one of `priorityClasses.create`, or the default of the cluster.',
    { form: 'dnsSubdomain' },
  ),
  runtimeClassName: text('RuntimeClass of the pods, for example gvisor.', { form: 'dnsSubdomain' }),
  schedulerName: text('Scheduler of the pods; empty: the default of the cluster.'),
  hostAliases: tree<readonly object[]>('list', 'Lines for /etc/hosts.', {
    example: [{ ip: '10.0.0.8', hostnames: ['minio.internal'] }],
  }),
  dnsPolicy: text('Where names are looked up; empty: ClusterFirst.', {
    oneOf: ['', 'ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'],
  }),
  dnsConfig: tree('map', 'Name servers, search domains and options beside those of `dnsPolicy`.', {
    example: { options: [{ name: 'ndots', value: '2' }] },
  }),
  scratch: volume('/scratch, where DuckDB spills what memory does not hold', '10Gi'),
  tmp: volume('/tmp', '256Mi'),
  env: map(text('Text.'), 'Environment variables, beside those of `workers.env`; later wins.', {
    example: { TZ: 'UTC' },
  }),
  extraEnv: tree<readonly object[]>(
    'list',
    'More environment variables, as Kubernetes takes them; those of `env` win.',
    {
      example: [{ name: 'PROXY_PASSWORD', valueFrom: { secretKeyRef: { name: 'proxy', key: 'password' } } }],
    },
  ),
  extraEnvFrom: tree<readonly object[]>(
    'list',
    'ConfigMaps and Secrets, in the namespace of the workers, whose keys become environment variables.',
    { example: [{ configMapRef: { name: 'worker-proxy' } }] },
  ),
  extraContainers: tree<readonly object[]>(
    'list',
    'Containers beside the worker. A pod is gone when all of them have ended, so one that does not end by itself belongs into `initContainers`.',
    { example: [{ name: 'once', image: 'example.org/once:1.2.3' }] },
  ),
  initContainers: tree<readonly object[]>(
    'list',
    'Containers that run before the worker; one with `restartPolicy: Always` runs beside it and is ended with it.',
    { example: [{ name: 'log-shipper', image: 'example.org/log-shipper:1.2.3', restartPolicy: 'Always' }] },
  ),
  extraVolumes: tree<readonly object[]>('list', 'More volumes.'),
  extraVolumeMounts: tree<readonly object[]>('list', 'Mounts of them.'),
  annotations: map(text('Text.'), 'Annotations of the PodTemplates, for example a sync wave.'),
  labels: map(text('Text.'), 'More labels of the PodTemplates.'),
  podLabels: map(text('Text.'), 'More labels of the pods.'),
  podAnnotations: map(text('Text.'), 'Annotations of the pods.'),
  terminationGracePeriodSeconds: integer('Seconds from SIGTERM to SIGKILL.', 60, { minimum: 0 }),
  extensions: list(
    text('One of them.', { mayBeEmpty: false }),
    'Extensions loaded before a worker counts as idle; empty: `workers.extensions`.',
  ),
  probes: group('Probes of the worker’s port.', {
    startup: probe('Until it answers first.', 1, 120),
    readiness: probe('Whether it answers.', 5, 3),
    liveness: probe('Whether it must be ended.', 10, 6),
  }),
});
