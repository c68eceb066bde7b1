import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { manifest, str, type Value } from '../../expr/index.ts';
import type { System } from '../../system/index.ts';
import type { Listener, SecretVariable } from '../gateway/index.ts';
import { type CommandPodProps, type CommandProps, commandPod } from './command-pod.ts';

export interface TestPodProps {
  readonly system: System;
  readonly pod: CommandPodProps;
  /** Which listener it asks. */
  readonly door: Listener;
  /** Port of the listener's Service. */
  readonly port: Value<number>;
  /**
   * For everything together, such as `30s`.
   * @default 30s
   */
  readonly timeout?: Value<string>;
  /**
   * More arguments, variables and volumes: `clientLogin` makes those for `pg` and `flight`.
   * @default - none
   */
  readonly more?: Omit<CommandProps, 'name'>;
}

export interface ClientLogin {
  readonly user: Value<string>;
  readonly database: Value<string>;
  /** Where the password is. */
  readonly password: Pick<SecretVariable, 'secret' | 'key'>;
  /** The PEM certificate that the listener's is verified with. */
  readonly authority: Pick<SecretVariable, 'secret' | 'key'>;
}

const folder = '/etc/brooder/tls';

/** A pod that `helm test` runs: it asks one listener one question, as a client would, and its log says what came back. */
export class TestPod extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: TestPodProps) {
    super(scope, id);
    const { system, pod, door, port, timeout = '30s' } = props;
    const host = str`${system.name(door)}.${system.namespace}.svc`;
    const { args, ...rest } = props.more ?? { args: [] };
    const question = ['ping', door, '--host', host, '--port', str`${port}`, '--timeout', timeout];
    this.object = manifest(this, 'pod', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: system.metadata('test', system.name(`test-${door}`), { annotations: testHook }),
      spec: commandPod(pod, { name: 'ping', args: [...question, ...args], ...rest }),
    });
  }
}

/** Whatever the outcome, the pod and its log stay until the next test. */
export const testHook = {
  'helm.sh/hook': 'test',
  'helm.sh/hook-weight': '0',
  'helm.sh/hook-delete-policy': 'before-hook-creation',
};

/** The command's arguments and mounts for a listener that asks for a login and shows a certificate. */
export const clientLogin = ({ user, database, password, authority }: ClientLogin) => ({
  args: ['--user', user, '--database', database, '--ca-file', `${folder}/ca.crt`],
  variables: [{ ...password, name: 'BROODER_PASSWORD', optional: false }],
  volumes: [
    {
      name: 'tls',
      secret: { secretName: authority.secret, defaultMode: 0o440, items: [{ key: authority.key, path: 'ca.crt' }] },
    },
  ],
  volumeMounts: [{ name: 'tls', mountPath: folder, readOnly: true }],
});
