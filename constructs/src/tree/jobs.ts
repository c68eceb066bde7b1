import { environmentOf } from '@brooder/contracts';
import type { Construct } from 'constructs';
import {
  and,
  chartOnly,
  choose,
  concat,
  fallback,
  lookup,
  not,
  or,
  Refusal,
  str,
  type Value,
  whenBlock,
} from '../expr/index.ts';
import type { Listener } from '../parts/gateway/index.ts';
import {
  type CommandPodProps,
  clientLogin,
  MigrationJob,
  SeedJob,
  TestClosedPort,
  TestNetworkPolicy,
  TestPod,
  type TestPodProps,
} from '../parts/jobs/index.ts';
import { postgresPort } from '../parts/postgres/index.ts';
import { imageReference } from '../system/index.ts';
import { adminPasswordVariable, internalSecretVariable } from './access-secrets.ts';
import { configStoreSecrets, configStoreUrl } from './config-store.ts';
import type { TreeContext } from './context.ts';
import { placementOf } from './placement.ts';

/** Jobs and test pods. The seed Job is in both products; Helm alone can run the others at the right moment. */
export function addJobs(scope: Construct, context: TreeContext): void {
  const { system, values } = context;
  const { jobs, migration, bootstrap } = values;
  const { backoffLimit, activeDeadlineSeconds, annotations, labels, podLabels, podAnnotations } = jobs;
  const rootCert = values.configStore.sslRootCertFrom;
  const pod = commandPodOf(context);
  const common = {
    system,
    pod,
    limits: { backoffLimit, activeDeadlineSeconds },
    rootCert,
    annotations,
    labels,
    podLabels,
    podAnnotations,
  };
  const store = storeAccess(context);
  new Refusal(
    scope,
    'no-kind',
    and(bootstrap.enabled, not(lookup(bootstrap.warehouse, ['kind'], '', 'text'))),
    'bootstrap.warehouse.kind: it is missing, so nobody knows what warehouse to make. Say memory, duckdb-file, ducklake or iceberg.',
  );
  whenBlock(scope, 'seed', bootstrap.enabled, (s) => {
    new SeedJob(s, 'seed', {
      ...common,
      wait: bootstrap.wait,
      seed: seedOf(context),
      constants: store.constants,
      variables: [...store.variables, { ...adminPasswordVariable(context), name: adminVariable }],
      passwords: bootstrap.passwords,
    });
  });
  chartOnly(scope, 'hooks', (hooks) => {
    whenBlock(hooks, 'migration', migration.enabled, (s) => {
      new MigrationJob(s, 'migration', {
        ...common,
        weight: migration.weight,
        wait: migration.wait,
        ttlSecondsAfterFinished: migration.ttlSecondsAfterFinished,
        constants: store.constants,
        variables: store.variables,
      });
    });
  });
  chartOnly(scope, 'tests', (s) => {
    whenBlock(s, 'tests', values.tests.enabled, (t) => addTests(t, context, pod));
  });
}

/** The variable that the seed names as the first user's password. */
const adminVariable = 'ADMIN_PASSWORD';

const seedOf = ({ values: { admin, bootstrap } }: TreeContext) => ({
  orgs: concat<object>(
    [
      {
        id: bootstrap.org,
        database: databaseOf(bootstrap),
        users: [{ name: admin.username, passwordEnv: adminVariable }],
        warehouse: bootstrap.warehouse,
      },
    ],
    bootstrap.orgs,
  ),
});

const databaseOf = ({ org, database }: { org: Value<string>; database: Value<string> }) => fallback(database, org);

function addTests(scope: Construct, context: TreeContext, pod: CommandPodProps): void {
  const { system, values } = context;
  const { service, tests, networkPolicy, bootstrap } = values;
  const ask = (door: Listener, condition: Value<unknown>, more: NonNullable<TestPodProps['more']>) => {
    whenBlock(scope, door, and(service[door].enabled, condition), (s) => {
      new TestPod(s, door, {
        system,
        pod,
        door,
        port: service[door].port,
        timeout: tests.timeout,
        more,
      });
    });
  };
  const login = clientLogin({
    user: values.admin.username,
    database: databaseOf(bootstrap),
    password: adminPasswordVariable(context),
    authority: authorityOf(context),
  });
  ask('pg', bootstrap.enabled, login);
  ask('flight', bootstrap.enabled, login);
  // The test is there to prove the secret, so its pod waits until there is one.
  ask('api', true, { args: [], variables: [{ ...internalSecretVariable(context), optional: false }] });
  ask('metrics', true, { args: [] });
  // Only gateways and Jobs may ask the bundled config store.
  whenBlock(scope, 'closed', and(networkPolicy.enabled, values.postgres.enabled), (s) => {
    const host = str`${system.name('postgres')}.${system.namespace}.svc`;
    new TestClosedPort(s, 'closed', { system, pod, host, port: postgresPort });
  });
  whenBlock(scope, 'network', networkPolicy.enabled, (s) => {
    new TestNetworkPolicy(s, 'network', { system });
  });
}

const commandPodOf = ({ values }: TreeContext): CommandPodProps => ({
  image: imageReference(values.image, values.global.imageRegistry),
  imagePullPolicy: values.image.pullPolicy,
  imagePullSecrets: concat(values.global.imagePullSecrets, values.imagePullSecrets),
  resources: values.jobs.resources,
  ...placementOf(values.jobs),
  extraEnv: values.jobs.extraEnv,
  extraEnvFrom: values.jobs.extraEnvFrom,
  extraVolumes: values.jobs.extraVolumes,
  extraVolumeMounts: values.jobs.extraVolumeMounts,
});

/** How a Job's pod reaches the config store. It waits for what a gateway has yet to fill in, so nothing is optional. */
const storeAccess = (context: TreeContext) => ({
  constants: { [environmentOf('configStore')]: configStoreUrl(context) },
  variables: configStoreSecrets(context).map((variable) => ({ ...variable, optional: false })),
});

/** The certificate that clients verify the listeners with. One that the gateway makes is its own authority. */
const authorityOf = ({ system, values: { tls, tests } }: TreeContext) => ({
  secret: choose(
    tls.certManager.enabled,
    system.name('certificate'),
    choose(tls.existingSecret, tls.existingSecret, system.name('tls')),
  ),
  key: fallback(tests.caKey, choose(or(tls.certManager.enabled, tls.existingSecret), 'ca.crt', 'tls.crt')),
});
