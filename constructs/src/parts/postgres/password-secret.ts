import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { manifest, type Value, when } from '../../expr/index.ts';
import type { System } from '../../system/index.ts';

export interface PasswordSecretProps {
  readonly system: System;
  /** Name of the Secret. */
  readonly name: Value<string>;
  /**
   * The password.
   * @default - none: the gateway draws one at its first start and keeps it in the Secret
   */
  readonly password?: Value<string>;
}

/** The password of the bundled Postgres. Without one it has neither data nor stringData, so that no upgrade takes back what the gateway filled in. */
export class PasswordSecret extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, { system, name, password = '' }: PasswordSecretProps) {
    super(scope, id);
    this.object = manifest(this, 'secret', {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: system.metadata('config-store', name),
      type: 'Opaque',
      stringData: when(password, { password }),
    });
  }
}
