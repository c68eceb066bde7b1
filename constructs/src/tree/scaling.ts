import type { Construct } from 'constructs';
import { and, choose, fallback, isSet, lessThan, not, Refusal, str, type Value, whenBlock } from '../expr/index.ts';
import {
  BrooderPriorityClass,
  GatewayAutoscaler,
  GatewayDisruptionBudget,
  GatewayScaledObject,
} from '../parts/scaling/index.ts';
import type { TreeContext } from './context.ts';

/** How many gateways there are, how many may be missing, and who is scheduled first. */
export function addScaling(scope: Construct, context: TreeContext): void {
  const { system, values } = context;
  const { pdb, autoscaling, keda, priorityClasses } = values;
  whenBlock(scope, 'budget', pdb.enabled, (s) => {
    new GatewayDisruptionBudget(s, 'budget', {
      system,
      annotations: pdb.annotations,
      minAvailable: pdb.minAvailable,
      maxUnavailable: pdb.maxUnavailable,
    });
  });
  whenBlock(scope, 'autoscaler', autoscaling.enabled, (s) => {
    const { enabled: _, ...props } = autoscaling;
    new GatewayAutoscaler(s, 'autoscaler', { system, ...props });
  });
  whenBlock(scope, 'scaled-object', keda.enabled, (s) => {
    const { enabled: _, ...props } = keda;
    new GatewayScaledObject(s, 'scaled-object', { system, ...props });
  });
  whenBlock(scope, 'priority-classes', priorityClasses.create, (s) => {
    for (const component of ['gateway', 'worker'] as const) {
      new BrooderPriorityClass(s, component, {
        system,
        component,
        name: ownPriorityClass(context, component),
        value: priorityClasses[component],
        preemption: priorityClasses.preemption,
      });
    }
  });
  refuseScaling(scope, context);
}

/** Cluster-wide, so the namespace is part of the name. */
const ownPriorityClass = ({ system }: TreeContext, component: 'gateway' | 'worker'): Value<string> =>
  str`${system.namespace}-${system.fullname}-${component}`;

/** The class that is given, else the one of this installation, else none. */
export const priorityClassName = (
  context: TreeContext,
  component: 'gateway' | 'worker',
  given: Value<string>,
): Value<string> =>
  fallback(given, choose(context.values.priorityClasses.create, ownPriorityClass(context, component), ''));

function refuseScaling(scope: Construct, { values: { pdb, autoscaling, keda } }: TreeContext): void {
  const refuse = (id: string, condition: Value<unknown>, message: Value<string>) =>
    new Refusal(scope, id, condition, message);
  refuse(
    'two-budgets',
    and(isSet(pdb.minAvailable), isSet(pdb.maxUnavailable)),
    'pdb: minAvailable and maxUnavailable are both set; Kubernetes takes one. Remove one of them.',
  );
  refuse(
    'two-autoscalers',
    and(autoscaling.enabled, keda.enabled),
    'autoscaling.enabled and keda.enabled are both true, and two autoscalers would work against each other. Set one of them to false.',
  );
  refuse(
    'no-trigger',
    and(keda.enabled, not(keda.triggers)),
    'keda.triggers: it is empty, but keda.enabled is true. Give at least one trigger.',
  );
  const range = (
    path: string,
    { enabled, minReplicas, maxReplicas }: Pick<typeof keda, 'enabled' | 'minReplicas' | 'maxReplicas'>,
  ) =>
    refuse(
      `${path}-range`,
      and(enabled, lessThan(maxReplicas, minReplicas)),
      str`${path}: maxReplicas (${maxReplicas}) is below minReplicas (${minReplicas}). Raise maxReplicas.`,
    );
  range('autoscaling', autoscaling);
  range('keda', keda);
}
