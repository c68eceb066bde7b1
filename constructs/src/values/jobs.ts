import type { SeedFileOrg } from '@brooder/contracts';
import { secretKeyNode } from '../parts/jobs/index.ts';
import { flag, group, integer, map, text, tree } from '../schema/index.ts';
import { placementValues } from './placement.ts';

const wait = text('How long it waits for a config store that does not answer yet.', {
  form: 'duration',
  default: '60s',
  mayBeEmpty: false,
});

/** Short-lived pods of the gateway's image. */
export const jobValues = {
  jobs: group('The pods of the migration Job, the seed Job and `helm test`; all run the image of the gateway.', {
    resources: tree('map', 'Requests and limits of each.', {
      default: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '256Mi' } },
    }),
    nodeSelector: map(text('Text.'), 'Labels of the nodes they may run on.'),
    tolerations: tree<readonly object[]>('list', 'Taints they tolerate.'),
    affinity: tree('map', 'Affinity rules.'),
    priorityClassName: text('Priority class.', { form: 'dnsSubdomain' }),
    ...placementValues,
    extraEnv: tree<readonly object[]>('list', 'More environment variables, as Kubernetes takes them.', {
      example: [{ name: 'PGCONNECT_TIMEOUT', value: '5' }],
    }),
    extraEnvFrom: tree<readonly object[]>('list', 'ConfigMaps and Secrets whose keys become environment variables.', {
      example: [{ secretRef: { name: 'jobs-env' } }],
    }),
    extraVolumes: tree<readonly object[]>('list', 'More volumes.', {
      example: [{ name: 'ca', configMap: { name: 'company-ca' } }],
    }),
    extraVolumeMounts: tree<readonly object[]>('list', 'Mounts of them.', {
      example: [{ name: 'ca', mountPath: '/etc/company-ca', readOnly: true }],
    }),
    annotations: map(text('Text.'), 'Annotations of the Jobs, for example a sync wave.'),
    labels: map(text('Text.'), 'More labels of the Jobs.'),
    podLabels: map(text('Text.'), 'Labels of the pods of Jobs.'),
    podAnnotations: map(text('Text.'), 'Annotations of the pods of Jobs.'),
    backoffLimit: integer('Pods of a Job that may fail before the Job does.', 3, { minimum: 0 }),
    activeDeadlineSeconds: integer('Seconds after which a Job ends as failed, all its pods together.', 600, {
      minimum: 1,
    }),
  }),
  migration: group(
    'Job that brings the schema of the config store up to date after each install and upgrade, so that a schema that cannot be changed fails the upgrade. A Helm hook: synthesised manifests have none and need none, for gateways migrate at their start, under a lock.',
    {
      enabled: flag('Write the Job.', true),
      weight: integer("Order among the chart's hooks; a smaller one runs first.", 0),
      wait,
      ttlSecondsAfterFinished: integer(
        'Seconds for which the finished Job and its log stay. Helm looks at a Job until it has finished, so not below 60.',
        86_400,
        { minimum: 60 },
      ),
    },
  ),
  bootstrap: group(
    'Job that makes orgs, users and warehouses when the config store has no org yet. An ordinary Job, whose name changes with what is in it: it is in synthesised manifests too.',
    {
      enabled: flag('Write the Job and the ConfigMap with its seed.', true),
      org: text('Org of the user `admin.username`.', { default: 'local', form: 'dnsLabel', mayBeEmpty: false }),
      database: text("Name clients put in `dbname`; empty: the org's name."),
      warehouse: tree(
        'map',
        'Warehouse of that org, as `brooder seed` reads it. `memory` is empty again when its worker ends.',
        {
          default: { kind: 'memory' },
          example: { kind: 'ducklake', metadata: 'postgres:host=db dbname=lake', dataPath: 's3://bucket/lake' },
        },
      ),
      orgs: tree<readonly SeedFileOrg[]>(
        'list',
        'More orgs, as `brooder seed` reads them. Users name their password by an environment variable of `passwords`.',
        {
          example: [
            { id: 'ducks', users: [{ name: 'ana', passwordEnv: 'ANA_PASSWORD' }], warehouse: { kind: 'memory' } },
          ],
        },
      ),
      passwords: map(secretKeyNode, 'Where passwords are, by the name of an environment variable.', {
        example: { ANA_PASSWORD: { secret: 'ducks-users', key: 'ana' } },
      }),
      wait,
    },
  ),
  tests: group(
    'Pods that `helm test` runs: one question to each listener, as a client would ask it; with `networkPolicy.enabled` one more that must not reach the bundled Postgres.',
    {
      enabled: flag(
        'Write them. Those of pg and flight log in as the first user, so they need bootstrap.enabled.',
        true,
      ),
      timeout: text('How long a question and its answer may take together.', {
        form: 'duration',
        default: '60s',
        mayBeEmpty: false,
      }),
      caKey: text(
        "Key of the listeners' Secret with the certificate to verify them with; empty: tls.crt for the certificate that the gateway makes, else ca.crt.",
      ),
    },
  ),
};
