import { Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { System } from '../../system/index.ts';
import {
  clientLogin,
  MigrationJob,
  SeedJob,
  type SeedJobProps,
  TestClosedPort,
  TestNetworkPolicy,
  TestPod,
} from './index.ts';

const system = new System({ release: 'pond', namespace: 'park' });
const pod = { image: 'brooder/gateway:1.2.3' };
const password = { name: 'PGPASSWORD', secret: 'store', key: 'password' };

const seedJob = (props: Partial<SeedJobProps> = {}) =>
  new SeedJob(Testing.chart(), 'seed', { system, pod, variables: [password], seed: { orgs: [] }, ...props });

test('the migration runs after install and upgrade, and the Job of the last time goes before', () => {
  const job = new MigrationJob(Testing.chart(), 'migration', {
    system,
    pod,
    constants: { BROODER_CONFIG_STORE: 'postgres://store' },
    variables: [password],
    wait: '2m',
    weight: -5,
  }).object.toJson();
  expect(job.metadata.annotations).toEqual({
    'helm.sh/hook': 'post-install,post-upgrade',
    'helm.sh/hook-weight': '-5',
    'helm.sh/hook-delete-policy': 'before-hook-creation',
  });
  expect(job.spec).toMatchObject({ backoffLimit: 3, activeDeadlineSeconds: 600 });
  expect(job.spec.template.spec.containers[0]).toMatchObject({
    args: ['migrate', '--wait', '2m'],
    env: [
      { name: 'HOME', value: '/tmp' },
      { name: 'BROODER_CONFIG_STORE', value: 'postgres://store' },
      { name: 'PGPASSWORD', valueFrom: { secretKeyRef: { name: 'store', key: 'password' } } },
    ],
  });
});

test('a constant that is empty is left out: the same variable then comes from a Secret', () => {
  const { job } = seedJob({ constants: { BROODER_CONFIG_STORE: '' } });
  const names = job.toJson().spec.template.spec.containers[0].env.map(({ name }: { name: string }) => name);
  expect(names).toEqual(['HOME', 'PGPASSWORD']);
});

test("the seed Job's name changes with everything that is in its pod, and with nothing else", () => {
  const changes: Partial<SeedJobProps>[] = [
    { pod: { image: 'brooder/gateway:1.2.4' } },
    { pod: { ...pod, tolerations: [{ operator: 'Exists' }] } },
    { rootCert: { secret: 'ca', configMap: '', key: 'ca.crt' } },
    { variables: [{ ...password, key: 'other' }] },
    { constants: { BROODER_CONFIG_STORE: 'postgres://store' } },
    { passwords: { ANA: { secret: 'users', key: 'ana' } } },
    { seed: { orgs: [{ id: 'ducks' }] } },
    { wait: '5m' },
    { limits: { backoffLimit: 1 } },
    { podLabels: { team: 'data' } },
    { podAnnotations: { note: 'x' } },
  ];
  const names = [{}, ...changes].map((props) => seedJob(props).job.name);
  expect(new Set(names).size).toBe(names.length);
  expect(seedJob().job.name).toBe(names[0]);
  for (const name of names) expect(name).toMatch(/^pond-brooder-seed-[0-9a-f]{8}$/);
});

test('a long release leaves room for the number: a Job of more than 63 characters makes no pod', () => {
  const long = new System({ release: `${'a'.repeat(48)}-b`, namespace: 'park' });
  const { name } = seedJob({ system: long }).job;
  expect(name).toMatch(/^a{48}-seed-[0-9a-f]{8}$/);
  expect(name.length).toBeLessThanOrEqual(63);
});

test('passwords of the seed come from Secrets, and its ConfigMap is what it was given', () => {
  const seed = { orgs: [{ id: 'ducks', users: [{ name: 'ana', passwordEnv: 'ANA' }] }] };
  const { config, job } = seedJob({ seed, passwords: { ANA: { secret: 'users', key: 'ana' } } });
  expect(JSON.parse(config.toJson().data['seed.json'])).toEqual(seed);
  expect(job.toJson().spec.template.spec.containers[0].env.at(-1)).toEqual({
    name: 'ANA',
    valueFrom: { secretKeyRef: { name: 'users', key: 'ana' } },
  });
});

test('a test pod asks the Service of its listener, and verifies the certificate it gets', () => {
  const more = clientLogin({
    user: 'postgres',
    database: 'local',
    password: { secret: 'admin', key: 'password' },
    authority: { secret: 'tls', key: 'tls.crt' },
  });
  const { metadata, spec } = new TestPod(Testing.chart(), 'pg', {
    system,
    pod,
    door: 'pg',
    port: 5433,
    more,
  }).object.toJson();
  expect(metadata.annotations['helm.sh/hook']).toBe('test');
  expect(spec.containers[0].args.join(' ')).toBe(
    'ping pg --host pond-brooder-pg.park.svc --port 5433 --timeout 30s --user postgres --database local --ca-file /etc/brooder/tls/ca.crt',
  );
  expect(spec).toMatchObject({ restartPolicy: 'Never', automountServiceAccountToken: false });
  expect(spec.volumes).toContainEqual({
    name: 'tls',
    secret: { secretName: 'tls', defaultMode: 0o440, items: [{ key: 'tls.crt', path: 'ca.crt' }] },
  });
});

test('no password stands in the arguments or the plain variables of any pod', () => {
  const { spec } = seedJob({ passwords: { ANA: { secret: 'users', key: 'ana' } } }).job.toJson();
  for (const variable of spec.template.spec.containers[0].env.slice(1)) expect(variable).not.toHaveProperty('value');
});

test('test pods reach every listener of the gateways', () => {
  const { spec } = new TestNetworkPolicy(Testing.chart(), 'policy', { system }).object.toJson();
  expect(spec.ingress[0].ports.map(({ port }: { port: string }) => port)).toEqual(['pg', 'flight', 'api', 'metrics']);
});

test('annotations of the user cannot take away that the migration is a hook', () => {
  const props = { system, pod, constants: { URL: 'x' }, variables: [] };
  const annotations = { 'helm.sh/hook': 'test', wave: '1' };
  const { metadata } = new MigrationJob(Testing.chart(), 'migration', { ...props, annotations }).object.toJson();
  expect(metadata.annotations).toMatchObject({ 'helm.sh/hook': 'post-install,post-upgrade', wave: '1' });
});

test.each([
  ['secret', { secretName: 'ca', defaultMode: 0o440 }],
  ['configMap', { name: 'ca' }],
])('an authority from a %s is a file of the seed Job', (source, volume) => {
  const rootCert = { secret: '', configMap: '', key: 'root.pem', [source]: 'ca' };
  const { spec } = seedJob({ rootCert }).job.toJson().spec.template;
  const items = [{ key: 'root.pem', path: 'ca.crt' }];
  expect(spec.volumes.at(-1)).toEqual({ name: 'config-store-ca', [source]: { ...volume, items } });
  expect(spec.containers[0].volumeMounts.at(-1)).toMatchObject({ mountPath: '/run/brooder/config-store' });
});

test('variables and volumes of the user reach the pods of Jobs', () => {
  const more = {
    extraEnv: [{ name: 'A', value: '1' }],
    extraEnvFrom: [{ secretRef: { name: 'env' } }],
    extraVolumes: [{ name: 'ca', configMap: { name: 'ca' } }],
    extraVolumeMounts: [{ name: 'ca', mountPath: '/ca' }],
  };
  const { volumes, containers } = seedJob({ pod: { ...pod, ...more } }).job.toJson().spec.template.spec;
  expect(volumes).toContainEqual(more.extraVolumes[0]);
  expect(containers[0]).toMatchObject({ envFrom: more.extraEnvFrom });
  expect(containers[0].env).toContainEqual(more.extraEnv[0]);
  expect(containers[0].volumeMounts).toContainEqual(more.extraVolumeMounts[0]);
});

test('the pod that must not reach the config store has no labels of those who may', () => {
  const props = { system, pod, host: 'pond-brooder-postgres.park.svc', port: 5432 };
  const { metadata, spec } = new TestClosedPort(Testing.chart(), 'closed', props).object.toJson();
  expect(metadata.labels).toMatchObject({ 'app.kubernetes.io/component': 'test' });
  expect(spec.containers[0].args.join(' ')).toBe(
    'ping pg --host pond-brooder-postgres.park.svc --port 5432 --timeout 5s --expect-refused',
  );
});
