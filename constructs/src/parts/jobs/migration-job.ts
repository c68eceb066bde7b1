import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Body, Value } from '../../expr/index.ts';
import { HookJob, type HookJobProps } from './hook-job.ts';

export interface MigrationJobProps extends Omit<HookJobProps, 'component' | 'suffix' | 'command'> {
  /** Environment that leads to the config store: its URL, and its password from a Secret. */
  readonly storeEnvironment: readonly Body[];
  /**
   * How long to wait for a config store that does not answer yet, such as `60s`.
   * @default 60s
   */
  readonly wait?: Value<string>;
}

/**
 * Brings the config store's schema up to date. Gateways do the same at their start, under a lock; this Job makes a schema that cannot be
 * changed fail the `helm upgrade` itself, with the reason in its log.
 */
export class MigrationJob extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: MigrationJobProps) {
    super(scope, id);
    const { wait = '60s', storeEnvironment, ...job } = props;
    this.object = new HookJob(this, 'job', {
      ...job,
      component: 'migration',
      suffix: 'migrate',
      command: { name: 'migrate', args: ['migrate', '--wait', wait], env: storeEnvironment },
    }).object;
  }
}
