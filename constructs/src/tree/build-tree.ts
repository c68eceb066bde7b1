import { Construct } from 'constructs';
import { System } from '../system/index.ts';
import type { TreeContext, TreeInput } from './context.ts';
import { addNamespaces } from './namespaces.ts';

/** A file of dist/ and a folder of the chart's templates, in the order in which they are applied. */
const concerns: readonly (readonly [name: string, add: (scope: Construct, context: TreeContext) => void])[] = [
  ['namespace', addNamespaces],
];

/** Builds the whole system below `scope`: a child construct for each concern. */
export function buildTree(scope: Construct, { values, release }: TreeInput): void {
  const system = new System({
    release: release.name,
    namespace: release.namespace,
    managedBy: release.service,
    nameOverride: values.nameOverride,
    fullnameOverride: values.fullnameOverride,
    labels: values.commonLabels,
    annotations: values.commonAnnotations,
  });
  for (const [name, add] of concerns) add(new Construct(scope, name), { system, values, release });
}
