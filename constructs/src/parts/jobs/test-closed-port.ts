import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { manifest, str, type Value } from '../../expr/index.ts';
import type { System } from '../../system/index.ts';
import { type CommandPodProps, commandPod } from './command-pod.ts';
import { testHook } from './test-pod.ts';

export interface TestClosedPortProps {
  readonly system: System;
  readonly pod: CommandPodProps;
  /** Host that must not be reached. It must exist: a name that leads nowhere fails the test. */
  readonly host: Value<string>;
  /** Its port. */
  readonly port: Value<number>;
}

/** How long a plugin that drops packets is waited for; the system sends the first one again after 1 and 3 seconds. */
const timeout = '5s';

/**
 * A pod of `helm test` that no NetworkPolicy lets in: it succeeds when the port takes no connection from it. It fails too in a cluster whose
 * network plugin ignores policies.
 */
export class TestClosedPort extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, { system, pod, host, port }: TestClosedPortProps) {
    super(scope, id);
    const address = ['--host', host, '--port', str`${port}`];
    this.object = manifest(this, 'pod', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: system.metadata('test', system.name('test-closed'), { annotations: testHook }),
      spec: commandPod(pod, {
        name: 'ping',
        args: ['ping', 'pg', ...address, '--timeout', timeout, '--expect-refused'],
      }),
    });
  }
}
