import { Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { System } from '../../system/index.ts';
import { BundledPostgres, type BundledPostgresProps, PostgresNetworkPolicy } from './index.ts';

const system = new System({ release: 'pond', namespace: 'park' });
const postgresWith = (props: Partial<BundledPostgresProps> = {}) =>
  new BundledPostgres(Testing.chart(), 'postgres', {
    system,
    image: 'postgres:17.6',
    passwordSecret: { name: 'pond-config-store', key: 'password' },
    ...props,
  });
const podOf = (postgres: BundledPostgres) => postgres.statefulSet.toJson().spec.template.spec;

test('the pod waits for its password: the reference to the Secret is not optional', () => {
  const { env } = podOf(postgresWith()).containers[0];
  expect(env).toContainEqual({
    name: 'POSTGRES_PASSWORD',
    valueFrom: { secretKeyRef: { name: 'pond-config-store', key: 'password' } },
  });
});

test('a claim carries only labels that no version changes, for its template cannot be changed', () => {
  const [claim] = postgresWith().statefulSet.toJson().spec.volumeClaimTemplates;
  expect(Object.keys(claim.metadata.labels).sort()).toEqual([
    'app.kubernetes.io/component',
    'app.kubernetes.io/instance',
    'app.kubernetes.io/name',
  ]);
  expect(podOf(postgresWith()).volumes.map(({ name }: { name: string }) => name)).toEqual(['socket', 'tmp']);
});

test('an emptyDir stands in place of the claim', () => {
  const postgres = postgresWith({ storage: { type: 'emptyDir', size: '200Mi' } });
  expect(postgres.statefulSet.toJson().spec).not.toHaveProperty('volumeClaimTemplates');
  expect(podOf(postgres).volumes).toContainEqual({ name: 'data', emptyDir: { sizeLimit: '200Mi' } });
});

test('everything the server writes to is a volume, since its root file system is read-only', () => {
  const { volumes, containers } = podOf(postgresWith({ storage: { type: 'emptyDir', size: '1Gi' } }));
  const mounted = containers[0].volumeMounts.map(({ name }: { name: string }) => name);
  expect(mounted.sort()).toEqual(volumes.map(({ name }: { name: string }) => name).sort());
  expect(containers[0].securityContext.readOnlyRootFilesystem).toBe(true);
});

test('settings become arguments, and probes go over TCP', () => {
  const [container] = podOf(postgresWith({ parameters: { max_connections: '200', work_mem: '8MB' } })).containers;
  expect(container.args).toEqual(['postgres', '--max_connections=200', '--work_mem=8MB']);
  for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
    expect(container[probe].exec.command).toEqual(expect.arrayContaining(['-h', '127.0.0.1']));
  }
});

test('only gateways and the two Jobs reach it, and it reaches nobody', () => {
  const { object } = new PostgresNetworkPolicy(Testing.chart(), 'policy', { system });
  const { ingress, policyTypes, egress } = object.toJson().spec;
  const clients = ingress[0].from.map(
    (peer: { podSelector: { matchLabels: Record<string, string> } }) =>
      peer.podSelector.matchLabels['app.kubernetes.io/component'],
  );
  expect(clients).toEqual(['gateway', 'migration', 'seed']);
  expect([policyTypes, egress]).toEqual([['Ingress', 'Egress'], undefined]);
});
