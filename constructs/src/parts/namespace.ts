import { appLabels } from '@brooder/contracts';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

export interface BrooderNamespaceProps {
  /** Name of the namespace. */
  readonly name: string;
  /** Whose pods live in it. Worker pods get one of their own: the right to create pods is the right to mount any Secret beside them. */
  readonly component: 'gateway' | 'worker';
  /**
   * Pod Security Standard that the API server enforces; source: kubernetes.io "Pod Security Standards".
   * @default restricted
   */
  readonly podSecurity?: 'restricted' | 'baseline' | 'privileged';
}

/** A namespace that carries Brooder's labels and enforces a Pod Security Standard. */
export class BrooderNamespace extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, props: BrooderNamespaceProps) {
    super(scope, id);
    this.name = props.name;
    new ApiObject(this, 'namespace', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: props.name,
        labels: {
          [appLabels.partOf]: 'brooder',
          [appLabels.component]: props.component,
          'pod-security.kubernetes.io/enforce': props.podSecurity ?? 'restricted',
        },
      },
    });
  }
}
