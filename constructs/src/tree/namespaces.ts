import type { Construct } from 'constructs';
import { equals, Refusal, str, whenBlock } from '../expr/index.ts';
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
  const { namespace } = values.workers;
  whenBlock(scope, 'workers', namespace.create, (s) => {
    new BrooderNamespace(s, 'namespace', {
      system,
      name: system.workerNamespace,
      component: 'worker',
      podSecurity: namespace.podSecurity,
      labels: namespace.labels,
      annotations: namespace.annotations,
    });
  });
  new Refusal(
    scope,
    'own-namespace',
    equals(system.workerNamespace, release.namespace),
    str`workers.namespace.name: "${system.workerNamespace}" is the namespace of the gateway. Give another one: who may create pods in a namespace can read every Secret in it.`,
  );
}
