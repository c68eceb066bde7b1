import { flag, group, integer, map, text, tree } from '../schema/index.ts';
import { placementValues } from './placement.ts';

/** The bundled config store. */
export const postgresValues = {
  postgres: group(
    'A Postgres in the release, as the config store of a trial: one pod, no replica, no backup. In production set `enabled: false` and configStore.',
    {
      enabled: flag('Write it. Exclusive with configStore.url and its Secret.', true),
      image: group("An image that takes the official one's environment variables.", {
        registry: text('Registry host; empty: the container runtime decides.'),
        repository: text('Repository.', { default: 'postgres', mayBeEmpty: false }),
        tag: text('Tag. Its major version must not change while data is there.', {
          default: '17.6',
          mayBeEmpty: false,
        }),
        digest: text('Digest `sha256:…`; wins over the tag.', { form: 'imageDigest' }),
        pullPolicy: text('When the kubelet pulls it.', {
          default: 'IfNotPresent',
          oneOf: ['Always', 'IfNotPresent', 'Never'],
        }),
      }),
      database: text('Database that is made.', { default: 'brooder', mayBeEmpty: false }),
      user: text('Owner of the database.', { default: 'brooder', mayBeEmpty: false }),
      password: text(
        'Password of the user. Empty: the gateway draws one at its first start. Read only when the data directory is empty.',
      ),
      existingSecret: text('Secret with the password, in place of one of the chart.', { form: 'dnsSubdomain' }),
      existingSecretKey: text("The password's key in it.", { default: 'password', mayBeEmpty: false }),
      storage: group('Where its data lies. The kind cannot be changed while the StatefulSet is there.', {
        type: text('persistentVolumeClaim, or emptyDir: the config store is empty after each restart of the pod.', {
          default: 'persistentVolumeClaim',
          oneOf: ['persistentVolumeClaim', 'emptyDir'],
        }),
        size: text('Size of the claim, or the most that the emptyDir may hold.', {
          form: 'quantity',
          default: '1Gi',
          mayBeEmpty: false,
        }),
        storageClass: text("Class of the claim; empty: the cluster's default.", { form: 'dnsSubdomain' }),
      }),
      parameters: map(text('Text.'), 'Server settings, as in postgresql.conf.', {
        example: { max_connections: '200' },
      }),
      runAsUser: integer('User and group of the server in its image; 70 in those built on Alpine.', 999, {
        minimum: 1,
      }),
      resources: tree('map', 'Requests and limits.', {
        default: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '256Mi' } },
      }),
      nodeSelector: map(text('Text.'), 'Labels of the nodes it may run on.'),
      tolerations: tree<readonly object[]>('list', 'Taints it tolerates.'),
      affinity: tree('map', 'Affinity rules.'),
      priorityClassName: text('Priority class.', { form: 'dnsSubdomain' }),
      ...placementValues,
      annotations: map(text('Text.'), 'Annotations of its StatefulSet and Service, for example a sync wave.'),
      labels: map(text('Text.'), 'More labels of its StatefulSet and Service.'),
      podLabels: map(text('Text.'), 'Labels of the pod.'),
      podAnnotations: map(text('Text.'), 'Annotations of the pod.'),
    },
  ),
};
