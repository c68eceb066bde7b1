import { Construct } from 'constructs';
import { fallback } from '../expr/index.ts';
import { System, suffixed } from '../system/index.ts';
import type { TreeContext, TreeInput } from './context.ts';
import { addJobs } from './jobs.ts';
import { addMonitoring } from './monitoring.ts';
import { addNamespaces } from './namespaces.ts';
import { addWorkerPools } from './worker-pools.ts';

/** A file of dist/ and a folder of the chart's templates, in the order in which they are applied. */
const concerns: readonly (readonly [name: string, add: (scope: Construct, context: TreeContext) => void])[] = [
  ['namespace', addNamespaces],
  ['worker-pools', addWorkerPools],
  ['monitoring', addMonitoring],
  ['jobs', addJobs],
];

/** Builds the whole system below `scope`: a child construct for each concern. */
export function buildTree(scope: Construct, { values, release }: TreeInput): System {
  const system = new System({
    release: release.name,
    namespace: release.namespace,
    workerNamespace: fallback(values.workers.namespace.name, suffixed(release.namespace, 'workers')),
    managedBy: release.service,
    nameOverride: values.nameOverride,
    fullnameOverride: values.fullnameOverride,
    labels: values.commonLabels,
    annotations: values.commonAnnotations,
  });
  for (const [name, add] of concerns) add(new Construct(scope, name), { system, values, release });
  return system;
}
