import { environmentOf } from '@brooder/contracts';
import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { type Body, isSet, join, manifest, opt, str, type Value, when } from '../../expr/index.ts';
import type { System } from '../../system/index.ts';

/** Settings that all workers share; what each means stands in the settings table. */
export interface WorkerSettings {
  /** Sessions one worker takes. */
  readonly maxSessions: Value<number>;
  /** Least severe log line that is written. */
  readonly logLevel: Value<string>;
  /** Write SQL text to the log. */
  readonly logSql: Value<boolean>;
  /**
   * Extensions loaded before a worker counts as idle.
   * @default - none
   */
  readonly extensions?: Value<readonly string[]>;
  /**
   * Directory with signed extensions.
   * @default - that of the image
   */
  readonly extensionDirectory?: Value<string>;
  /**
   * DuckDB's memory limit, for example 3Gi.
   * @default - 75 % of the memory of the pod
   */
  readonly memoryLimit?: Value<string>;
  /**
   * DuckDB's threads.
   * @default - the CPUs of the pod
   */
  readonly threads?: Value<number | undefined>;
}

export interface WorkerConfigProps {
  readonly system: System;
  /** @default `<fullname>-worker` */
  readonly name?: Value<string>;
  /** Settings of all workers. */
  readonly settings: WorkerSettings;
}

/** ConfigMap with the settings of all workers, as environment variables. */
export class WorkerConfig extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: WorkerConfigProps) {
    super(scope, id);
    const { system, name = system.name('worker'), settings } = props;
    this.object = manifest(this, 'config-map', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: system.metadata('worker', name, { namespace: system.workerNamespace }),
      data: {
        [environmentOf('maxSessionsPerWorker')]: str`${settings.maxSessions}`,
        [environmentOf('logLevel')]: settings.logLevel,
        [environmentOf('logSql')]: str`${settings.logSql}`,
        [environmentOf('extensions')]: listed(settings.extensions ?? []),
        [environmentOf('extensionDirectory')]: opt(settings.extensionDirectory),
        [environmentOf('memoryLimit')]: opt(settings.memoryLimit),
        [environmentOf('threads')]: when(isSet(settings.threads), str`${(settings.threads ?? 0) as Value<number>}`),
      },
    });
  }
}

const listed = (items: Value<readonly string[]>): Body => when(items, join(items, ','));
