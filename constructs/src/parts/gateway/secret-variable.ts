import { type Body, type Value, when } from '../../expr/index.ts';

/** An environment variable that comes from a key of a Secret. */
export interface SecretVariable {
  /** Name of the environment variable. */
  readonly name: string;
  /** Name of the Secret. */
  readonly secret: Value<string>;
  /** Key of the Secret. */
  readonly key: Value<string>;
  /** Whether there is such a variable at all. @default true */
  readonly condition?: Value<unknown>;
  /** A pod starts without it too: the gateway fills the Secret. @default false */
  readonly optional?: Value<boolean>;
}

/** The variable as Kubernetes takes it. */
export const secretVariable = ({ name, secret, key, condition = true, optional = false }: SecretVariable): Body =>
  when(condition, { name, valueFrom: { secretKeyRef: { name: secret, key, optional: when(optional, true) } } });
