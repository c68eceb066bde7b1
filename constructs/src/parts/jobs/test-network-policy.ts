import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { manifest } from '../../expr/index.ts';
import type { System } from '../../system/index.ts';
import { listeners } from '../gateway/index.ts';
import { testHook } from './test-pod.ts';

export interface TestNetworkPolicyProps {
  readonly system: System;
}

/** Lets test pods ask gateways whose own NetworkPolicy lets in certain clients only. Policies add up. */
export class TestNetworkPolicy extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, { system }: TestNetworkPolicyProps) {
    super(scope, id);
    this.object = manifest(this, 'network-policy', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      // There from before the first pod until all have succeeded.
      metadata: system.metadata('test', system.name('test'), {
        annotations: {
          ...testHook,
          'helm.sh/hook-weight': '-1',
          'helm.sh/hook-delete-policy': 'before-hook-creation,hook-succeeded',
        },
      }),
      spec: {
        podSelector: { matchLabels: system.selector('gateway') },
        policyTypes: ['Ingress'],
        ingress: [
          {
            from: [{ podSelector: { matchLabels: system.selector('test') } }],
            ports: listeners.map((listener) => ({ port: listener, protocol: 'TCP' })),
          },
        ],
      },
    });
  }
}
