import type { UpdateStrategy, WorkerRole } from '@brooder/contracts';
import type { Value } from '../../expr/index.ts';
import type { System } from '../../system/index.ts';
import type { PodPlacementProps } from '../pod-placement.ts';

/** CPU and memory as Kubernetes quantities. Requests equal limits: a pod that grows in place must keep its QoS class. */
export interface WorkerSize {
  /** CPUs, for example 500m or 2. */
  readonly cpu: Value<string>;
  /** Memory, for example 4Gi. */
  readonly memory: Value<string>;
}

/** A volume that ends with the pod. */
export interface WorkerVolume {
  /**
   * Size at which the pod is evicted, as a Kubernetes quantity.
   * @default - the node's
   */
  readonly sizeLimit?: Value<string>;
  /**
   * Kept in memory; it counts against the memory of the worker.
   * @default false
   */
  readonly memory?: Value<boolean>;
}

export interface WorkerProbe {
  /** Seconds between two looks. */
  readonly periodSeconds: Value<number>;
  /** Seconds a look may take. */
  readonly timeoutSeconds: Value<number>;
  /** Failures in a row that count. */
  readonly failureThreshold: Value<number>;
}

export interface WorkerPoolProps extends PodPlacementProps {
  readonly system: System;
  /** Name of the pool: a DNS label. */
  readonly pool: Value<string>;
  /**
   * Name of the PodTemplate.
   * @default `<fullname>-<pool>`
   */
  readonly name?: Value<string>;
  /**
   * Name of this placement within its pool.
   * @default - the pool has one placement
   */
  readonly cohort?: Value<string>;
  /** Whole reference of the image. */
  readonly image: Value<string>;
  /** @default IfNotPresent */
  readonly imagePullPolicy?: Value<string>;
  /**
   * Pull secrets in the namespace of the workers.
   * @default - none
   */
  readonly imagePullSecrets?: Value<readonly object[]>;
  /** What a worker of an org gets. */
  readonly size: WorkerSize;
  /**
   * Size that a warm worker starts with and grows from at the claim.
   * @default - `size`: workers do not grow
   */
  readonly idleSize?: WorkerSize;
  /**
   * Whether workers start with `idleSize`.
   * @default - true when `idleSize` is given
   */
  readonly resize?: Value<boolean>;
  /**
   * Which statements its workers take.
   * @default Dual
   */
  readonly role?: Value<WorkerRole>;
  /**
   * Idle neutral workers kept ready.
   * @default - the gateway's setting warmTarget
   */
  readonly warmTarget?: Value<number | undefined>;
  /**
   * Workers, all states together.
   * @default - the gateway's setting maxWorkers
   */
  readonly maxWorkers?: Value<number | undefined>;
  /**
   * Sessions one worker takes.
   * @default - the setting maxSessionsPerWorker
   */
  readonly maxSessions?: Value<number | undefined>;
  /**
   * How idle workers follow a changed template.
   * @default OnReplenish
   */
  readonly updateStrategy?: Value<UpdateStrategy>;
  /**
   * Port of the worker's Flight service.
   * @default 8816
   */
  readonly port?: Value<number>;
  /**
   * TLS between gateway and worker, from the gateway's own authority.
   * @default true
   */
  readonly tls?: Value<boolean>;
  /**
   * The neutral ServiceAccount.
   * @default `<fullname>-worker`
   */
  readonly serviceAccountName?: Value<string>;
  /**
   * Base name of the workers' Secrets.
   * @default `<fullname>-worker`
   */
  readonly secretName?: Value<string>;
  /**
   * ConfigMap whose keys become environment variables; the part WorkerConfig writes one.
   * @default `<fullname>-worker`
   */
  readonly configMap?: Value<string>;
  /**
   * Another such ConfigMap, whose keys win.
   * @default - none
   */
  readonly extraConfigMap?: Value<string>;
  /**
   * What the workers' configuration hashes to: idle workers roll when it changes.
   * @default none
   */
  readonly configChecksum?: Value<string>;
  /**
   * Environment variables.
   * @default - none
   */
  readonly env?: Value<Readonly<Record<string, string>>>;
  /**
   * /scratch, where DuckDB spills.
   * @default - on disk, without a limit of its own
   */
  readonly scratch?: WorkerVolume;
  /**
   * /tmp.
   * @default - on disk, without a limit of its own
   */
  readonly tmp?: WorkerVolume;
  /**
   * More environment variables, as Kubernetes takes them. Those of `env` win.
   * @default - none
   */
  readonly extraEnv?: Value<readonly object[]>;
  /**
   * ConfigMaps and Secrets whose keys become environment variables.
   * @default - none
   */
  readonly extraEnvFrom?: Value<readonly object[]>;
  /**
   * Containers beside the worker. They must end by themselves when it does.
   * @default - none
   */
  readonly extraContainers?: Value<readonly object[]>;
  /**
   * Containers that run before the worker; one with `restartPolicy: Always` runs beside it and ends with it.
   * @default - none
   */
  readonly initContainers?: Value<readonly object[]>;
  /** @default - none */
  readonly extraVolumes?: Value<readonly object[]>;
  /** @default - none */
  readonly extraVolumeMounts?: Value<readonly object[]>;
  /**
   * Annotations of the PodTemplate itself.
   * @default - none
   */
  readonly annotations?: Value<Readonly<Record<string, string>>>;
  /**
   * More labels of the PodTemplate itself.
   * @default - none
   */
  readonly labels?: Value<Readonly<Record<string, string>>>;
  /**
   * More labels of the pods.
   * @default - none
   */
  readonly podLabels?: Value<Readonly<Record<string, string>>>;
  /**
   * Annotations of the pods.
   * @default - none
   */
  readonly podAnnotations?: Value<Readonly<Record<string, string>>>;
  /**
   * Seconds from SIGTERM to SIGKILL.
   * @default 60
   */
  readonly terminationGracePeriodSeconds?: Value<number>;
  /**
   * Probes of the worker's port.
   * @default - startup 120 times 1 s, readiness 3 times 5 s, liveness 6 times 10 s
   */
  readonly probes?: { readonly startup: WorkerProbe; readonly readiness: WorkerProbe; readonly liveness: WorkerProbe };
}
