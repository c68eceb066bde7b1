import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { type Body, manifest, rawJson, str, type Value } from '../../expr/index.ts';
import type { System } from '../../system/index.ts';

export interface WorkerAdmissionPolicyProps {
  readonly system: System;
  /** ServiceAccount of the gateway, in the release's namespace. */
  readonly gatewayAccount: Value<string>;
  /** Neutral ServiceAccount of the workers. */
  readonly workerAccount: Value<string>;
  /** Conditions under which a pod is left alone, one for each pool; made by {@link allowedImage}. At most 63. */
  readonly allowed: readonly Body[];
}

/**
 * The right to create pods is the right to run any image and to mount any Secret of the namespace. With this policy the gateway, even one
 * that was broken into, can only run the images of its pools under the neutral ServiceAccount.
 *
 * A policy applies when all its conditions hold; each pool's condition says "this pod is not one of mine", so what is left is a pod of no
 * pool. Changes count too: a pod's image may be patched.
 */
export class WorkerAdmissionPolicy extends Construct {
  readonly policy: ApiObject;
  readonly binding: ApiObject;

  constructor(scope: Construct, id: string, props: WorkerAdmissionPolicyProps) {
    super(scope, id);
    const { system, gatewayAccount, workerAccount } = props;
    const apiVersion = 'admissionregistration.k8s.io/v1';
    // Objects of the whole cluster: the namespace keeps two releases of one name apart.
    const metadata = system.metadata('worker', str`${system.namespace}.${system.name('workers')}`, {
      namespace: 'none',
    });
    const gateway = str`system:serviceaccount:${system.namespace}:${gatewayAccount}`;
    this.policy = manifest(this, 'policy', {
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata,
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          matchPolicy: 'Equivalent',
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': system.workerNamespace } },
          objectSelector: {},
          resourceRules: [
            {
              apiGroups: [''],
              apiVersions: ['v1'],
              operations: ['CREATE', 'UPDATE'],
              resources: ['pods'],
              scope: '*',
            },
          ],
        },
        matchConditions: [
          { name: 'brooder.dev/gateway', expression: str`request.userInfo.username == ${rawJson(gateway)}` },
          ...props.allowed,
        ],
        validations: [
          {
            expression: 'false',
            message: str`the gateway may run only the images of its PodTemplates, with the ServiceAccount ${workerAccount}`,
            reason: 'Forbidden',
          },
        ],
      },
    });
    this.binding = manifest(this, 'binding', {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata,
      spec: { policyName: metadata.name, validationActions: ['Deny'] },
    });
  }
}

/**
 * The condition of one pool, in CEL: this pod is not stamped from it.
 *
 * @param pool         names the condition
 * @param extraImages  images that may stand beside the pool's
 */
export const allowedImage = (
  pool: Value<string>,
  {
    image,
    extraImages,
    account,
  }: {
    readonly image: Value<string>;
    readonly extraImages: Value<readonly string[]>;
    readonly account: Value<string>;
  },
): Body => {
  const among = str`(c.image == ${rawJson(image)} || c.image in ${rawJson(extraImages)})`;
  const every = (list: string) => str`(!has(object.spec.${list}) || object.spec.${list}.all(c, ${among}))`;
  return {
    name: pool,
    expression: str`!(object.spec.serviceAccountName == ${rawJson(account)} && ${every('containers')} && ${every('initContainers')})`,
  };
};
