import { flag, group, integer, integerOrText, list, map, text, tree } from '../schema/index.ts';
import { imageUser, restrictedContainer, restrictedPod } from '../system/index.ts';
import { imageNode } from './image.ts';

type Objects = readonly object[];
const annotations = (of: string) => map(text('Text.'), `Annotations of ${of}.`);

const probe = (doc: string, periodSeconds: number, failureThreshold: number) =>
  group(doc, {
    enabled: flag('Write the probe.', true),
    initialDelaySeconds: integer('Seconds after the start of the container before the first look.', 0, { minimum: 0 }),
    periodSeconds: integer('Seconds between two looks.', periodSeconds, { minimum: 1 }),
    timeoutSeconds: integer('Seconds a look may take.', 3, { minimum: 1 }),
    failureThreshold: integer('Failures in a row that count.', failureThreshold, { minimum: 1 }),
  });

/** The gateway's Deployment and what its pods are made of. */
export const gatewayPodValues = {
  image: imageNode('Image of the gateway and of its jobs.', 'brooder/gateway'),
  imagePullSecrets: tree<readonly { readonly name: string }[]>(
    'list',
    'Pull secrets of the gateway, beside `global.imagePullSecrets`.',
    { example: [{ name: 'registry-login' }] },
  ),
  annotations: annotations('the Deployment, for example a sync wave'),
  labels: map(text('Text.'), 'More labels of the Deployment.'),
  replicaCount: integer('Gateway pods. Left out of the Deployment when autoscaling or keda is on.', 2, { minimum: 0 }),
  revisionHistoryLimit: integer('Old ReplicaSets that are kept for a rollback.', 10, { minimum: 0 }),
  minReadySeconds: integer('Seconds a pod must be ready before it counts as available.', 0, { minimum: 0 }),
  rollingUpdate: group('How pods are replaced. The defaults never have fewer pods than asked for.', {
    maxUnavailable: integerOrText('Pods that may be missing meanwhile, a number or a percentage.', 0),
    maxSurge: integerOrText('Pods that may be there on top, a number or a percentage.', 1),
  }),
  serviceAccount: group('The ServiceAccount of the gateway; no other pod of the chart has its token.', {
    create: flag('Write the ServiceAccount object.', true),
    name: text('Its name; empty: `<fullname>-gateway`, or `default` without `create`.', { form: 'dnsSubdomain' }),
    annotations: annotations('the ServiceAccount, for example a cloud role'),
  }),
  podAnnotations: annotations('the gateway pods'),
  podLabels: map(text('Text.'), 'More labels of the gateway pods.'),
  podSecurityContext: tree(
    'map',
    'Security context of the pods. The default passes the Pod Security Standard "restricted".',
    {
      default: restrictedPod(imageUser),
    },
  ),
  securityContext: tree(
    'map',
    'Security context of the gateway container. The default passes the Pod Security Standard "restricted".',
    {
      default: restrictedContainer,
    },
  ),
  resources: tree('map', 'Requests and limits of the gateway container.', {
    default: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '1Gi' } },
  }),
  nodeSelector: map(text('Text.'), 'Labels a node must have.', { example: { 'kubernetes.io/arch': 'amd64' } }),
  tolerations: tree<Objects>('list', 'Taints of nodes that are tolerated.', {
    example: [{ key: 'dedicated', operator: 'Equal', value: 'gateway', effect: 'NoSchedule' }],
  }),
  affinity: tree('map', 'Affinity to nodes and pods.'),
  topologySpreadConstraints: tree<Objects>(
    'list',
    'How pods spread. Empty: over nodes, as far as there is room (`ScheduleAnyway`).',
    { example: [{ maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule' }] },
  ),
  priorityClassName: text(
    'Priority class; empty: the one of `priorityClasses.create`, or the default of the cluster.',
    {
      form: 'dnsSubdomain',
    },
  ),
  runtimeClassName: text('Runtime class; empty: the default of the cluster.', { form: 'dnsSubdomain' }),
  schedulerName: text('Scheduler; empty: the default of the cluster.'),
  hostAliases: tree<Objects>('list', 'Lines for /etc/hosts.', {
    example: [{ ip: '10.0.0.7', hostnames: ['idp.internal'] }],
  }),
  dnsPolicy: text('Where names are looked up; empty: ClusterFirst.', {
    oneOf: ['', 'ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'],
  }),
  dnsConfig: tree('map', 'Name servers, search domains and options beside those of `dnsPolicy`.', {
    example: { options: [{ name: 'ndots', value: '2' }] },
  }),
  terminationGracePeriodSeconds: integer(
    'Seconds a pod has between SIGTERM and SIGKILL, the preStop sleep included. At least `handoverDrainTimeout`.',
    900,
    { minimum: 0 },
  ),
  preStopSeconds: integer(
    'Seconds a pod goes on taking connections once it is to end, so that Services and load balancers forget it first; 0: none.',
    5,
    { minimum: 0 },
  ),
  lifecycle: tree('map', 'Lifecycle hooks of the gateway container; stand in place of the sleep of `preStopSeconds`.', {
    example: { preStop: { httpGet: { path: '/livez', port: 'metrics' } } },
  }),
  probes: group('Looks of the kubelet at /livez and /readyz on the metrics port.', {
    startup: probe('Until it succeeds once, the other two wait.', 2, 60),
    readiness: probe('While it fails, Services send the pod no connections.', 5, 3),
    liveness: probe('When it fails, the container is started again.', 10, 6),
  }),
  env: map(text('Text.'), 'Environment variables of the gateway; they win over what the ConfigMap says.', {
    example: { TZ: 'UTC' },
  }),
  extraEnv: tree<Objects>('list', 'More environment variables, as Kubernetes takes them.', {
    example: [{ name: 'PROXY_PASSWORD', valueFrom: { secretKeyRef: { name: 'proxy', key: 'password' } } }],
  }),
  extraEnvFrom: tree<Objects>('list', 'ConfigMaps and Secrets whose keys become environment variables.', {
    example: [{ secretRef: { name: 'gateway-env' } }],
  }),
  extraArgs: list(
    text('Text.'),
    'More arguments of `brooder gateway`. They beat the environment, and so the values of the chart.',
    {
      example: ['--log-level', 'debug'],
    },
  ),
  extraVolumes: tree<Objects>('list', 'More volumes of the pods.', {
    example: [{ name: 'ca', configMap: { name: 'company-ca' } }],
  }),
  extraVolumeMounts: tree<Objects>('list', 'More mounts of the gateway container.', {
    example: [{ name: 'ca', mountPath: '/etc/company-ca', readOnly: true }],
  }),
  extraContainers: tree<Objects>('list', 'Containers beside the gateway.', {
    example: [{ name: 'log-shipper', image: 'example.org/log-shipper:1.2.3' }],
  }),
  initContainers: tree<Objects>('list', 'Containers that run before the gateway.', {
    example: [{ name: 'wait', image: 'example.org/wait:1.2.3', args: ['postgres:5432'] }],
  }),
  tmp: group('The volume behind /tmp; the root file system is read-only.', {
    sizeLimit: text('Size at which the pod is evicted; empty: none but the node’s.', {
      form: 'quantity',
      default: '256Mi',
    }),
  }),
  priorityClasses: group('Priority classes of this installation. They belong to the whole cluster, so they are off.', {
    create: flag('Write a PriorityClass for gateways and one for workers.', false),
    gateway: integer('Priority of gateways.', 100_000, { maximum: 1_000_000_000 }),
    worker: integer('Priority of workers.', 10_000, { maximum: 1_000_000_000 }),
    preemption: text('Whether they push out pods of a lower priority.', {
      default: 'PreemptLowerPriority',
      oneOf: ['PreemptLowerPriority', 'Never'],
    }),
  }),
};
