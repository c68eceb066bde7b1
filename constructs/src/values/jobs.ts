import { flag, group, integer, map, text, tree } from '../schema/index.ts';

/** Short-lived pods that Helm runs. None of them exists in synthesised manifests. */
export const jobValues = {
  jobs: group('The pods of the migration Job, the seed Job and `helm test`; all run the image of the gateway.', {
    resources: tree('map', 'Requests and limits of each.', {
      default: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '256Mi' } },
    }),
    nodeSelector: map(text('Text.'), 'Labels of the nodes they may run on.'),
    tolerations: tree<readonly object[]>('list', 'Taints they tolerate.'),
    affinity: tree('map', 'Affinity rules.'),
    priorityClassName: text('Priority class.', { form: 'dnsSubdomain' }),
    podLabels: map(text('Text.'), 'Labels of the pods.'),
    podAnnotations: map(text('Text.'), 'Annotations of the pods.'),
    backoffLimit: integer('Pods of a Job that may fail before the Job does.', 3, { minimum: 0 }),
    activeDeadlineSeconds: integer('Seconds after which a Job ends as failed, all its pods together.', 600, {
      minimum: 1,
    }),
    ttlSecondsAfterFinished: integer(
      'Seconds for which a finished Job and its log stay. Helm watches a Job until it has finished, so not below 60.',
      86_400,
      { minimum: 60 },
    ),
  }),
  migration: group(
    'Job that brings the schema of the config store up to date after each install and upgrade. A Helm hook: synthesised manifests have none, because gateways do the same at their start, under a lock.',
    {
      enabled: flag('Write the Job.', true),
      weight: integer("Order among the chart's hooks; a smaller one runs first.", 0),
      wait: text('How long it waits for a config store that does not answer yet.', {
        form: 'duration',
        default: '60s',
        mayBeEmpty: false,
      }),
    },
  ),
};
