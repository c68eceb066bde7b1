import { flag, group, integer, map, optionalInteger, optionalIntegerOrText, text, tree } from '../schema/index.ts';

type Objects = readonly object[];

/** How many gateways there are, and how many may be missing. */
export const scalingValues = {
  pdb: group('PodDisruptionBudget of the gateways: how many a drained node may take at once.', {
    enabled: flag('Write it.', true),
    annotations: map(text('Text.'), 'Annotations of the PodDisruptionBudget.'),
    minAvailable: optionalIntegerOrText('Pods that must stay, a number or a percentage. Not beside `maxUnavailable`.'),
    maxUnavailable: optionalIntegerOrText(
      'Pods that may be missing, a number or a percentage. Absent, and no `minAvailable`: 1.',
    ),
  }),
  autoscaling: group('HorizontalPodAutoscaler of the gateways. Not beside `keda`.', {
    enabled: flag('Write it.', false),
    annotations: map(text('Text.'), 'Annotations of the HorizontalPodAutoscaler.'),
    minReplicas: integer('Fewest pods.', 2, { minimum: 1 }),
    maxReplicas: integer('Most pods.', 10, { minimum: 1 }),
    targetCpuPercent: integer('Average CPU, in per cent of the request, that is aimed at.', 70, { minimum: 1 }),
    targetMemoryPercent: optionalInteger(
      'Average memory, in per cent of the request, that is aimed at; absent: not looked at.',
      {
        minimum: 1,
      },
    ),
    metrics: tree<Objects>('list', 'More metrics, as autoscaling/v2 takes them.', {
      example: [
        {
          type: 'Pods',
          pods: { metric: { name: 'brooder_sessions' }, target: { type: 'AverageValue', averageValue: '500' } },
        },
      ],
    }),
    behavior: tree('map', 'How fast it scales up and down.', {
      example: { scaleDown: { stabilizationWindowSeconds: 900 } },
    }),
  }),
  keda: group('ScaledObject of the gateways. Needs KEDA’s CRDs. Not beside `autoscaling`.', {
    enabled: flag('Write it.', false),
    annotations: map(text('Text.'), 'Annotations of the ScaledObject.'),
    minReplicas: integer('Fewest pods.', 2, { minimum: 1 }),
    maxReplicas: integer('Most pods.', 10, { minimum: 1 }),
    pollingInterval: integer('Seconds between two looks at the triggers.', 30, { minimum: 1 }),
    cooldownPeriod: integer('Seconds without a trigger before it scales down to the fewest pods.', 300, { minimum: 0 }),
    triggers: tree<Objects>('list', 'What it scales by, as KEDA takes it; at least one.', {
      example: [{ type: 'cpu', metricType: 'Utilization', metadata: { value: '70' } }],
    }),
    advanced: tree('map', 'Advanced part of the ScaledObject.', { example: { restoreToOriginalReplicaCount: true } }),
  }),
};
