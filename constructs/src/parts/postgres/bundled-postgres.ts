import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { eachEntry, equals, manifest, opt, str, type Value, when } from '../../expr/index.ts';
import { text } from '../../schema/index.ts';
import { type LabelMap, restrictedContainer, restrictedPod, type System } from '../../system/index.ts';
import { type PodPlacementProps, podPlacement } from '../pod-placement.ts';

export interface BundledPostgresProps extends PodPlacementProps {
  readonly system: System;
  /** An image that takes what the official one takes: POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB, PGDATA. */
  readonly image: Value<string>;
  /** @default IfNotPresent */
  readonly imagePullPolicy?: Value<string>;
  /** @default - none */
  readonly imagePullSecrets?: Value<readonly { readonly name: string }[]>;
  /** Database that is made. @default brooder */
  readonly database?: Value<string>;
  /** Owner of the database. @default brooder */
  readonly user?: Value<string>;
  /** Secret with the user's password, read only when the data directory is empty. The pod waits until it has that key. */
  readonly passwordSecret: { readonly name: Value<string>; readonly key: Value<string> };
  /**
   * Where the data lies. `emptyDir` forgets it with the pod.
   * @default - a claim of 1Gi of the cluster's default class
   */
  readonly storage?: PostgresStorage;
  /**
   * Server settings, as in postgresql.conf.
   * @default - the server's own
   */
  readonly parameters?: Value<Readonly<Record<string, string>>>;
  /** User and group of the server in its image. @default 999 */
  readonly runAsUser?: Value<number>;
  /** @default - none */
  readonly resources?: Value<object>;
  /** Annotations of StatefulSet and Service. @default - none */
  readonly annotations?: Value<Readonly<Record<string, string>>>;
  /** More labels of StatefulSet and Service. @default - none */
  readonly labels?: Value<Readonly<Record<string, string>>>;
  /** @default - none */
  readonly podLabels?: LabelMap;
  /** @default - none */
  readonly podAnnotations?: Value<Readonly<Record<string, string>>>;
}

export interface PostgresStorage {
  /** `persistentVolumeClaim` or `emptyDir`. */
  readonly type: Value<string>;
  /** Size of the claim, or the most an emptyDir may hold. */
  readonly size: Value<string>;
  /**
   * Class of the claim.
   * @default - the cluster's default
   */
  readonly storageClass?: Value<string>;
}

/** Port of the bundled server. */
export const postgresPort = 5432;
const mounts = { data: '/var/lib/postgresql/data', socket: '/var/run/postgresql', tmp: '/tmp' } as const;

/** One Postgres without replica or backup, as the config store of a trial. */
export class BundledPostgres extends Construct {
  readonly statefulSet: ApiObject;
  readonly service: ApiObject;
  /** The Service's name, by which gateways reach it. */
  readonly host: Value<string>;

  constructor(scope: Construct, id: string, props: BundledPostgresProps) {
    super(scope, id);
    const { system, annotations = {}, labels = {} } = props;
    this.host = system.name('postgres');
    const metadata = system.metadata('config-store', this.host, { annotations, labels });
    const selector = system.selector('config-store');
    this.service = manifest(this, 'service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector, ports: [{ name: 'postgres', port: postgresPort, targetPort: 'postgres', protocol: 'TCP' }] },
    });
    const storage = props.storage ?? { type: 'persistentVolumeClaim', size: '1Gi' };
    this.statefulSet = manifest(this, 'stateful-set', {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata,
      spec: {
        // Two servers on one data directory would destroy it; there is no replica to promote.
        replicas: 1,
        serviceName: this.host,
        selector: { matchLabels: selector },
        template: {
          metadata: {
            labels: system.labels('config-store', props.podLabels ?? {}, system.selector('config-store')),
            annotations: opt(props.podAnnotations ?? {}),
          },
          spec: podOf(props, storage),
        },
        // No label that a version changes: a claim's template cannot be changed.
        volumeClaimTemplates: when(equals(storage.type, 'persistentVolumeClaim'), [
          {
            metadata: { name: 'data', labels: selector },
            spec: {
              accessModes: ['ReadWriteOnce'],
              storageClassName: opt(storage.storageClass ?? ''),
              resources: { requests: { storage: storage.size } },
            },
          },
        ]),
      },
    });
  }
}

function podOf(props: BundledPostgresProps, storage: PostgresStorage) {
  const { database = 'brooder', user = 'brooder', runAsUser = 999 } = props;
  // Over TCP: while the image initialises its data directory, a server of its own answers on the socket only.
  const isReady = { exec: { command: ['pg_isready', '-q', '-h', '127.0.0.1', '-U', user, '-d', database] } };
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 60,
    securityContext: { ...restrictedPod(runAsUser), fsGroupChangePolicy: 'OnRootMismatch' },
    imagePullSecrets: opt(props.imagePullSecrets ?? []),
    ...podPlacement(props),
    containers: [
      {
        name: 'postgres',
        image: props.image,
        imagePullPolicy: props.imagePullPolicy ?? 'IfNotPresent',
        args: [
          'postgres',
          ...eachEntry(props.parameters ?? {}, text('Text.'), (name, value) => str`--${name}=${value}`),
        ],
        env: [
          { name: 'POSTGRES_USER', value: user },
          { name: 'POSTGRES_DB', value: database },
          { name: 'POSTGRES_PASSWORD', valueFrom: { secretKeyRef: props.passwordSecret } },
          // A volume's own root may hold lost+found, which initdb refuses.
          { name: 'PGDATA', value: `${mounts.data}/pgdata` },
        ],
        ports: [{ name: 'postgres', containerPort: postgresPort, protocol: 'TCP' }],
        startupProbe: { ...isReady, periodSeconds: 2, timeoutSeconds: 3, failureThreshold: 60 },
        readinessProbe: { ...isReady, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 3 },
        livenessProbe: { ...isReady, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
        resources: opt(props.resources ?? {}),
        securityContext: restrictedContainer,
        volumeMounts: [
          { name: 'data', mountPath: mounts.data },
          { name: 'socket', mountPath: mounts.socket },
          { name: 'tmp', mountPath: mounts.tmp },
        ],
      },
    ],
    volumes: [
      { name: 'socket', emptyDir: { sizeLimit: '1Mi' } },
      { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
      when(equals(storage.type, 'emptyDir'), { name: 'data', emptyDir: { sizeLimit: storage.size } }),
    ],
  };
}
