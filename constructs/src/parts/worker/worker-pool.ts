import { brooderLabels, poolAnnotations, workerPod } from '@brooder/contracts';
import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import {
  type Body,
  choose,
  eachEntry,
  isSet,
  manifest,
  merged,
  opt,
  rawJson,
  spread,
  str,
  type TextMap,
  type Value,
  when,
} from '../../expr/index.ts';
import { text } from '../../schema/index.ts';
import { imageUser, restrictedContainer, restrictedPod } from '../../system/index.ts';
import { podPlacement } from '../pod-placement.ts';
import { defaultWorkerPort, fixedEnvironment, scratchPath, workerIdVariable } from './pod-settings.ts';
import type { WorkerPoolProps, WorkerProbe, WorkerSize, WorkerVolume } from './worker-pool-props.ts';

/**
 * One placement of a pool: the PodTemplate that the gateway stamps its workers from. It adds name, owner, the labels of one worker, and
 * the worker's own Secret; the rest of a worker pod is what stands here.
 */
export class WorkerPool extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: WorkerPoolProps) {
    super(scope, id);
    const { system, pool } = props;
    const poolLabel = { [brooderLabels.pool]: pool };
    this.object = manifest(this, 'pod-template', {
      apiVersion: 'v1',
      kind: 'PodTemplate',
      metadata: system.metadata('worker', props.name ?? str`${system.fullname}-${pool}`, {
        namespace: system.workerNamespace,
        labels: merged<string>(props.labels ?? {}, poolLabel),
        // What the gateway reads wins over annotations of the user.
        annotations: merged(props.annotations ?? {}, annotationsOf(props)),
      }),
      template: {
        metadata: {
          // The pool wins over labels of the user: it is how the gateway finds its pods.
          labels: system.labels('worker', props.podLabels ?? {}, system.selector('worker'), poolLabel),
          annotations: podAnnotationsOf(props),
        },
        spec: podSpec(props),
      },
    });
  }
}

/** A map that is never empty, so that it stands in the chart without a condition. */
function annotationsOf(props: WorkerPoolProps): TextMap {
  const { cohort = '' } = props;
  return {
    [poolAnnotations.role]: props.role ?? 'Dual',
    [poolAnnotations.updateStrategy]: props.updateStrategy ?? 'OnReplenish',
    [poolAnnotations.cohort]: choose(cohort, cohort, absent),
    [poolAnnotations.warmTarget]: numberText(props.warmTarget),
    [poolAnnotations.maxWorkers]: numberText(props.maxWorkers),
    [poolAnnotations.maxSessions]: numberText(props.maxSessions),
    [poolAnnotations.size]: choose(resizes(props), rawJson(props.size), absent),
  };
}

/** A key with this value is left out of a map. */
const absent = undefined as unknown as string;

const numberText = (value: Value<number | undefined> | undefined): Value<string> =>
  choose(isSet(value), str`${(value ?? 0) as Value<number>}`, absent);

const resizes = (props: WorkerPoolProps): Value<boolean> => props.resize ?? props.idleSize !== undefined;

/** The gateway copies them to each pod. */
const podAnnotationsOf = ({ podAnnotations = {}, configChecksum = 'none' }: WorkerPoolProps): Body =>
  merged(podAnnotations, { 'brooder.dev/config-checksum': configChecksum });

function podSpec(props: WorkerPoolProps): Body {
  const { system } = props;
  return {
    serviceAccountName: props.serviceAccountName ?? system.name('worker'),
    // A worker runs tenants' SQL: it holds no identity of its own. Authority arrives at activation.
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    // A worker that ends is never started again: the gateway makes another one.
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: props.terminationGracePeriodSeconds ?? 60,
    imagePullSecrets: opt(props.imagePullSecrets),
    ...podPlacement(props),
    securityContext: restrictedPod(imageUser),
    initContainers: opt(props.initContainers),
    containers: [container(props), ...spread(props.extraContainers ?? [])],
    volumes: [
      // The gateway puts the name of the worker's own Secret here.
      {
        name: workerPod.secretVolume,
        secret: { secretName: props.secretName ?? system.name('worker'), defaultMode: 0o440 },
      },
      { name: 'scratch', emptyDir: emptyDir(props.scratch) },
      { name: 'tmp', emptyDir: emptyDir(props.tmp) },
      ...spread(props.extraVolumes ?? []),
    ],
  };
}

function container(props: WorkerPoolProps): Body {
  const port = props.port ?? defaultWorkerPort;
  const env = merged(props.env ?? {}, fixedEnvironment(port, props.tls ?? true));
  const size = sizeNowOf(props);
  return {
    name: workerPod.container,
    image: props.image,
    imagePullPolicy: props.imagePullPolicy ?? 'IfNotPresent',
    args: ['worker'],
    ports: [{ name: 'flight', containerPort: port, protocol: 'TCP' }],
    // A later one wins.
    envFrom: [
      { configMapRef: { name: props.configMap ?? props.system.name('worker') } },
      when(props.extraConfigMap, { configMapRef: { name: props.extraConfigMap } }),
      ...spread(props.extraEnvFrom ?? []),
    ],
    env: [
      // First: what ties a worker to its Secret, its port and its volumes wins.
      ...spread(props.extraEnv ?? []),
      {
        name: workerIdVariable,
        valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: `metadata.labels['${brooderLabels.workerId}']` } },
      },
      ...eachEntry(env, text(''), (name, value) => ({ name, value })),
    ],
    resources: { requests: size, limits: size },
    securityContext: restrictedContainer,
    startupProbe: probe(props.probes?.startup, 1, 120),
    readinessProbe: probe(props.probes?.readiness, 5, 3),
    livenessProbe: probe(props.probes?.liveness, 10, 6),
    volumeMounts: [
      { name: workerPod.secretVolume, mountPath: workerPod.secretPath, readOnly: true },
      { name: 'scratch', mountPath: scratchPath },
      { name: 'tmp', mountPath: '/tmp' },
      ...spread(props.extraVolumeMounts ?? []),
    ],
  };
}

function sizeNowOf(props: WorkerPoolProps): WorkerSize {
  const { size, idleSize = size } = props;
  return {
    cpu: choose(resizes(props), idleSize.cpu, size.cpu),
    memory: choose(resizes(props), idleSize.memory, size.memory),
  };
}

const emptyDir = ({ sizeLimit, memory = false }: WorkerVolume = {}): Body => ({
  medium: choose(memory, 'Memory', ''),
  sizeLimit: opt(sizeLimit),
});

const probe = (given: WorkerProbe | undefined, periodSeconds: number, failureThreshold: number): Body => ({
  tcpSocket: { port: 'flight' },
  ...(given ?? { periodSeconds, timeoutSeconds: 2, failureThreshold }),
});
