import { Construct } from 'constructs';
import { fallback } from '../expr/index.ts';
import { System, suffixed } from '../system/index.ts';
import { addConfigMap } from './configmap.ts';
import type { TreeContext, TreeInput } from './context.ts';
import { addExtras } from './extras.ts';
import { addGateway } from './gateway.ts';
import { addIngress } from './ingress.ts';
import { addJobs } from './jobs.ts';
import { addMonitoring } from './monitoring.ts';
import { addNamespaces } from './namespaces.ts';
import { addNetworkPolicy } from './network-policy.ts';
import { addPostgres } from './postgres.ts';
import { addRbac } from './rbac.ts';
import { addRenamedKeys } from './renamed-keys.ts';
import { addSecrets } from './secrets.ts';
import { addWarehouseIdentity, addWarehouseSecrets } from './warehouse.ts';
import { addWorkerConfig } from './worker-config.ts';
import { addWorkerLimits } from './worker-limits.ts';
import { addWorkerPools } from './worker-pools.ts';

/** A file of dist/ and a folder of the chart's templates, in the order in which they are applied. */
const concerns: readonly (readonly [name: string, add: (scope: Construct, context: TreeContext) => void])[] = [
  ['namespace', addNamespaces],
  ['rbac', addRbac],
  ['worker-limits', addWorkerLimits],
  ['configmap', addConfigMaps],
  ['secret', addSecrets],
  ['managed-warehouse-secrets', addWarehouseSecrets],
  ['worker-identity', addWarehouseIdentity],
  ['networkpolicy', addNetworkPolicy],
  ['gateway', addGateway],
  ['worker-pools', addWorkerPools],
  ['ingress', addIngress],
  ['config-store', addPostgres],
  ['monitoring', addMonitoring],
  ['jobs', addJobs],
  ['extras', addExtras],
];

function addConfigMaps(scope: Construct, context: TreeContext): void {
  addConfigMap(scope, context);
  addWorkerConfig(scope, context);
}

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
  addRenamedKeys(new Construct(scope, 'renamed-keys'), { values });
  for (const [name, add] of concerns) add(new Construct(scope, name), { system, values, release });
  return system;
}
