import type { Construct } from 'constructs';
import { whenBlock } from '../expr/index.ts';
import { BrooderNamespace } from '../parts/namespace.ts';
import type { TreeContext } from './context.ts';

export function addNamespaces(scope: Construct, { system, values, release }: TreeContext): void {
  whenBlock(scope, 'release', values.namespace.create, (s) => {
    new BrooderNamespace(s, 'namespace', {
      system,
      name: release.namespace,
      component: 'gateway',
      podSecurity: values.namespace.podSecurity,
    });
  });
}
