import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { manifest, type Value } from '../expr/index.ts';
import type { Component, System } from '../system/index.ts';

export interface BrooderNamespaceProps {
  readonly system: System;
  /** Name of the namespace. */
  readonly name: Value<string>;
  /** Whose pods live in it. */
  readonly component: Component;
  /**
   * Pod Security Standard that the API server enforces; source: kubernetes.io "Pod Security Standards".
   * @default restricted
   */
  readonly podSecurity?: Value<string>;
  /**
   * More labels.
   * @default - none
   */
  readonly labels?: Value<Readonly<Record<string, string>>>;
  /**
   * Annotations.
   * @default - none
   */
  readonly annotations?: Value<Readonly<Record<string, string>>>;
}

/** A namespace that enforces a Pod Security Standard. */
export class BrooderNamespace extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: BrooderNamespaceProps) {
    super(scope, id);
    const { system, name, component, podSecurity = 'restricted' } = props;
    const level = { 'pod-security.kubernetes.io/enforce': podSecurity, 'pod-security.kubernetes.io/warn': podSecurity };
    this.object = manifest(this, 'namespace', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name,
        labels: system.labels(component, props.labels ?? {}, level),
        annotations: system.annotations(props.annotations ?? {}),
      },
    });
  }
}
