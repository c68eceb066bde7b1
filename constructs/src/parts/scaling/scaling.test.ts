import { Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { System } from '../../system/index.ts';
import { BrooderPriorityClass, GatewayAutoscaler, GatewayDisruptionBudget, GatewayScaledObject } from './index.ts';

const system = new System({ release: 'wh', namespace: 'data' });
const target = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'wh-brooder-gateway' };

test('a budget lets one pod go unless it is told otherwise, and never names both limits', () => {
  const budget = (props: object) =>
    new GatewayDisruptionBudget(Testing.chart(), 'budget', { system, ...props }).object.toJson().spec;
  expect(budget({})).toMatchObject({ maxUnavailable: 1 });
  expect(budget({ maxUnavailable: 0 })).toMatchObject({ maxUnavailable: 0 });
  expect(budget({ minAvailable: '50%' })).toMatchObject({ minAvailable: '50%' });
  expect(budget({ minAvailable: 2 })).not.toHaveProperty('maxUnavailable');
});

test('an autoscaler looks at memory only when it is given a target for it', () => {
  const spec = (props: object) =>
    new GatewayAutoscaler(Testing.chart(), 'scaler', { system, maxReplicas: 9, ...props }).object.toJson().spec;
  expect(spec({})).toMatchObject({ scaleTargetRef: target, minReplicas: 2, maxReplicas: 9 });
  expect(spec({}).metrics).toHaveLength(1);
  expect(spec({ targetMemoryPercent: 80 }).metrics[1].resource).toEqual({
    name: 'memory',
    target: { type: 'Utilization', averageUtilization: 80 },
  });
});

test('a ScaledObject scales the same Deployment by the triggers it is given', () => {
  const triggers = [{ type: 'cpu', metadata: { value: '60' } }];
  const { spec } = new GatewayScaledObject(Testing.chart(), 'keda', {
    system,
    maxReplicas: 9,
    triggers,
  }).object.toJson();
  expect(spec).toMatchObject({ scaleTargetRef: target, triggers, minReplicaCount: 2, maxReplicaCount: 9 });
});

test('a priority class belongs to the cluster, so it has no namespace and is never the default', () => {
  const props = { system, component: 'gateway', name: 'data-wh-gateway', value: 5 } as const;
  const made = new BrooderPriorityClass(Testing.chart(), 'class', props).object.toJson();
  expect(made).toMatchObject({ value: 5, globalDefault: false, preemptionPolicy: 'PreemptLowerPriority' });
  expect(made.metadata).not.toHaveProperty('namespace');
});
