import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { manifest } from '../../expr/index.ts';
import type { Component, System } from '../../system/index.ts';

export interface PostgresNetworkPolicyProps {
  readonly system: System;
}

/** Who talks to the config store. Tests do not: they ask the gateways. */
const clients: readonly Component[] = ['gateway', 'migration', 'seed'];

/** Lets the gateways and the Jobs of the installation into its bundled Postgres, nobody else, and the server itself nowhere. */
export class PostgresNetworkPolicy extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, { system }: PostgresNetworkPolicyProps) {
    super(scope, id);
    this.object = manifest(this, 'network-policy', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: system.metadata('config-store', system.name('postgres')),
      spec: {
        podSelector: { matchLabels: system.selector('config-store') },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [
          {
            from: clients.map((client) => ({ podSelector: { matchLabels: system.selector(client) } })),
            ports: [{ port: 'postgres', protocol: 'TCP' }],
          },
        ],
      },
    });
  }
}
