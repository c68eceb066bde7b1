import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { base64, manifest, or, type TextMap, type Value, when } from '../../expr/index.ts';
import type { Component, System } from '../../system/index.ts';

export interface BrooderSecretProps {
  readonly system: System;
  readonly name: Value<string>;
  /** Whose Secret it is. @default gateway */
  readonly component?: Component;
  /**
   * Texts by key; one that is empty is left out. Without any the Secret has no `data` at all: the gateway fills it at its first start, and
   * no later apply of this manifest touches what it wrote.
   */
  readonly texts: TextMap;
  /**
   * Helm leaves it where it is when the release is uninstalled or no longer holds it: for what cannot be made again.
   * @default false
   */
  readonly keep?: boolean;
}

/** A Secret of the release namespace, whole or empty. */
export class BrooderSecret extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: BrooderSecretProps) {
    super(scope, id);
    const { system, component = 'gateway', name, texts, keep = false } = props;
    const entries = Object.entries(texts).map(([key, text = '']) => [key, text] as const);
    this.object = manifest(this, 'secret', {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: system.metadata(component, name, { annotations: keepAnnotation[`${keep}`] }),
      // kubernetes.io/tls and the other types refuse a Secret that is empty yet.
      type: 'Opaque',
      // Not `stringData`: the API server never gives it back, so a diff against the cluster would never be empty.
      data: when(
        or(...entries.map(([, text]) => text)),
        Object.fromEntries(entries.map(([key, text]) => [key, when(text, base64(text))])),
      ),
    });
  }
}

const keepAnnotation = { true: { 'helm.sh/resource-policy': 'keep' }, false: {} };
