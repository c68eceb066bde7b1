import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { manifest, opt, str, type Value } from '../../expr/index.ts';
import type { Component, LabelMap, System } from '../../system/index.ts';
import { type CommandPodProps, type CommandProps, commandPod } from './command-pod.ts';

/** How often and how long a Job may try. */
export interface JobLimits {
  /**
   * Pods that may fail before the Job does.
   * @default 3
   */
  readonly backoffLimit?: Value<number>;
  /**
   * Seconds after which the Job is ended as failed, all its pods together.
   * @default 600
   */
  readonly activeDeadlineSeconds?: Value<number>;
  /**
   * Seconds for which a finished Job and its log stay.
   * @default 86400
   */
  readonly ttlSecondsAfterFinished?: Value<number>;
}

export interface HookJobProps {
  readonly system: System;
  readonly component: Component;
  /** What the name ends with, after the installation's. */
  readonly suffix: string;
  readonly pod: CommandPodProps;
  readonly command: CommandProps;
  /**
   * Order among the hooks of one moment: a smaller one runs first, and the next waits until it has succeeded.
   * @default 0
   */
  readonly weight?: Value<number>;
  readonly limits?: JobLimits;
  /** @default - none */
  readonly podLabels?: LabelMap;
  /** @default - none */
  readonly podAnnotations?: LabelMap;
}

/**
 * A Job that Helm runs after each install and upgrade. The one of the last time is deleted before, since a Job cannot be changed; its pods
 * and their log stay until then.
 */
export class HookJob extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: HookJobProps) {
    super(scope, id);
    const { system, component, limits = {}, podAnnotations = {} } = props;
    this.object = manifest(this, 'job', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: system.metadata(component, system.name(props.suffix), { annotations: hook(props.weight ?? 0) }),
      spec: {
        backoffLimit: limits.backoffLimit ?? 3,
        activeDeadlineSeconds: limits.activeDeadlineSeconds ?? 600,
        ttlSecondsAfterFinished: limits.ttlSecondsAfterFinished ?? 86_400,
        template: {
          metadata: {
            labels: system.labels(component, ...[props.podLabels ?? {}]),
            annotations: opt(podAnnotations as Value<object>),
          },
          spec: commandPod(props.pod, props.command),
        },
      },
    });
  }
}

/** Annotations of a hook after install and upgrade. Annotations are texts, so the weight is one. */
const hook = (weight: Value<number>) => ({
  'helm.sh/hook': 'post-install,post-upgrade',
  'helm.sh/hook-weight': str`${weight}`,
  'helm.sh/hook-delete-policy': 'before-hook-creation',
});
