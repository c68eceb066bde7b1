import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { manifest, merged, opt, str, type Value } from '../../expr/index.ts';
import type { LabelMap, System } from '../../system/index.ts';
import { noRootCert, type RootCert, rootCertMounts, rootCertVolumes, type SecretVariable } from '../gateway/index.ts';
import { type CommandPodProps, commandPod } from './command-pod.ts';
import { type JobLimits, limitsOf } from './job-limits.ts';

export interface MigrationJobProps {
  readonly system: System;
  readonly pod: CommandPodProps;
  /** Variables that lead to the config store, constants. */
  readonly constants: Readonly<Record<string, Value<string>>>;
  /** Variables that lead to the config store, from Secrets. */
  readonly variables: readonly SecretVariable[];
  /**
   * How long to wait for a config store that does not answer yet, such as `60s`.
   * @default 60s
   */
  readonly wait?: Value<string>;
  /**
   * Order among the hooks of one moment: a smaller one runs first, and the next waits until it has succeeded.
   * @default 0
   */
  readonly weight?: Value<number>;
  /** How often and how long the Job may try. @default - 3 tries, 600 s */
  readonly limits?: JobLimits;
  /**
   * Seconds for which the finished Job and its log stay.
   * @default 86400
   */
  readonly ttlSecondsAfterFinished?: Value<number>;
  /** Annotations of the Job. @default - none */
  readonly annotations?: Value<Readonly<Record<string, string>>>;
  /** More labels of the Job. @default - none */
  readonly labels?: Value<Readonly<Record<string, string>>>;
  /** The authority that signed the config store's certificate, mounted at `rootCertFile`. @default - none */
  readonly rootCert?: RootCert;
  /** @default - none */
  readonly podLabels?: LabelMap;
  /** @default - none */
  readonly podAnnotations?: Value<Readonly<Record<string, string>>>;
}

/**
 * Brings the config store's schema up to date after each install and upgrade. Gateways do the same at their start, under a lock; this Job
 * makes a schema that cannot be changed fail the `helm upgrade` itself, with the reason in its log.
 */
export class MigrationJob extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: MigrationJobProps) {
    super(scope, id);
    const { system, wait = '60s', weight = 0, limits = {}, constants, variables } = props;
    const { annotations = {}, labels = {}, rootCert = noRootCert } = props;
    this.object = manifest(this, 'job', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: system.metadata('migration', system.name('migrate'), {
        labels,
        annotations: merged<string>(annotations, {
          // After, not before: at the first install the config store itself is part of the release.
          'helm.sh/hook': 'post-install,post-upgrade',
          'helm.sh/hook-weight': str`${weight}`,
          // A Job cannot be changed, so the last one goes first; its log stays until then.
          'helm.sh/hook-delete-policy': 'before-hook-creation',
        }),
      }),
      spec: {
        ...limitsOf(limits),
        ttlSecondsAfterFinished: props.ttlSecondsAfterFinished ?? 86_400,
        template: {
          metadata: {
            labels: system.labels('migration', props.podLabels ?? {}, system.selector('migration')),
            annotations: opt(props.podAnnotations ?? {}),
          },
          spec: commandPod(props.pod, {
            name: 'migrate',
            args: ['migrate', '--wait', wait],
            constants,
            variables,
            volumes: rootCertVolumes(rootCert),
            volumeMounts: rootCertMounts(rootCert),
          }),
        },
      },
    });
  }
}
