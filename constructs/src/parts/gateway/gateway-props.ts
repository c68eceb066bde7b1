import type { Value } from '../../expr/index.ts';
import type { LabelMap, System } from '../../system/index.ts';
import type { PodPlacementProps } from '../pod-placement.ts';
import type { RootCert } from './root-cert.ts';
import type { SecretVariable } from './secret-variable.ts';

type Objects = Value<readonly object[]>;

/** A look of the kubelet at the gateway. */
export interface GatewayProbe {
  /** Whether there is such a probe. @default true */
  readonly enabled?: Value<boolean>;
  /** Seconds after the start of the container. */
  readonly initialDelaySeconds: Value<number>;
  /** Seconds between two looks. */
  readonly periodSeconds: Value<number>;
  /** Seconds a look may take. */
  readonly timeoutSeconds: Value<number>;
  /** Failures in a row that count. */
  readonly failureThreshold: Value<number>;
}

/** What a gateway pod is made of. */
export interface GatewayPodProps extends PodPlacementProps {
  /** How the pods spread over nodes and zones. @default - over nodes, as far as there is room */
  readonly topologySpreadConstraints?: Objects;
  readonly system: System;
  /** `repository:tag` or `repository@digest`. */
  readonly image: Value<string>;
  /** @default IfNotPresent */
  readonly imagePullPolicy?: Value<string>;
  /** @default - none */
  readonly imagePullSecrets?: Value<readonly { readonly name: string }[]>;
  /** ServiceAccount whose token the pod gets. @default `<fullname>-gateway` */
  readonly serviceAccountName?: Value<string>;
  /** ConfigMap with the settings. @default `<fullname>-gateway` */
  readonly configMap?: Value<string>;
  /** Settings that come from Secrets. @default - none */
  readonly secretVariables?: readonly SecretVariable[];
  /**
   * Secret with the certificate of the listeners, mounted at `tlsPath`; empty: none is mounted.
   * @default - none
   */
  readonly tlsSecret?: Value<string>;
  /** Its key with the PEM chain. @default tls.crt */
  readonly tlsCertKey?: Value<string>;
  /** Its key with the PEM private key. @default tls.key */
  readonly tlsKeyKey?: Value<string>;
  /** The authority that signed the config store's certificate, mounted at `rootCertFile`. @default - none */
  readonly rootCert?: RootCert;
  /** More environment variables. @default - none */
  readonly env?: Value<Readonly<Record<string, string>>>;
  /** More environment variables, as Kubernetes takes them. @default - none */
  readonly extraEnv?: Objects;
  /** @default - none */
  readonly extraEnvFrom?: Objects;
  /** More arguments of `brooder gateway`. @default - none */
  readonly extraArgs?: Value<readonly string[]>;
  /** @default - none */
  readonly extraVolumes?: Objects;
  /** @default - none */
  readonly extraVolumeMounts?: Objects;
  /** @default - none */
  readonly extraContainers?: Objects;
  /** @default - none */
  readonly initContainers?: Objects;
  /** Size of /tmp at which the pod is evicted. @default - none but the node's */
  readonly tmpSizeLimit?: Value<string>;
  /** @default - what the Pod Security Standard "restricted" asks for, as user 1000 */
  readonly podSecurityContext?: Value<object>;
  /** @default - what the Pod Security Standard "restricted" asks for, with a read-only root file system */
  readonly securityContext?: Value<object>;
  /** @default - none */
  readonly resources?: Value<object>;
  /** Seconds between SIGTERM and SIGKILL. @default 900 */
  readonly terminationGracePeriodSeconds?: Value<number>;
  /** Seconds a pod goes on taking connections once it is to end; 0: none. @default 5 */
  readonly preStopSeconds?: Value<number>;
  /** Stands in place of the preStop sleep. @default - none */
  readonly lifecycle?: Value<object>;
  /** Until it succeeds once, the other two wait. @default - every 2 s, 60 failures */
  readonly startupProbe?: GatewayProbe;
  /** While it fails, Services send the pod no connections. @default - every 5 s, 3 failures */
  readonly readinessProbe?: GatewayProbe;
  /** When it fails, the container is started again. @default - every 10 s, 6 failures */
  readonly livenessProbe?: GatewayProbe;
}

export interface GatewayDeploymentProps extends GatewayPodProps {
  /** Annotations of the Deployment itself. @default - none */
  readonly annotations?: LabelMap;
  /** More labels of the Deployment itself. @default - none */
  readonly labels?: LabelMap;
  /** Pods. @default 2 */
  readonly replicas?: Value<number>;
  /** Something else says how many pods there are: the Deployment does not. @default false */
  readonly scaledElsewhere?: Value<boolean>;
  /** Old ReplicaSets that are kept. @default 10 */
  readonly revisionHistoryLimit?: Value<number>;
  /** Seconds a pod must be ready before it counts as available. @default 0 */
  readonly minReadySeconds?: Value<number>;
  /** How pods are replaced. @default - one more at a time, never one less */
  readonly rollingUpdate?: {
    readonly maxUnavailable: Value<number | string>;
    readonly maxSurge: Value<number | string>;
  };
  /** Checksums of what the pods read at their start, by name: they roll when one changes. @default - none */
  readonly checksums?: Readonly<Record<string, Value<string>>>;
  /** @default - none */
  readonly podLabels?: LabelMap;
  /** @default - none */
  readonly podAnnotations?: LabelMap;
}
