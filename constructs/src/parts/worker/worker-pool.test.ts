import { poolAnnotations } from '@brooder/contracts';
import { Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { System } from '../../system/index.ts';
import { WorkerPool } from './worker-pool.ts';
import type { WorkerPoolProps } from './worker-pool-props.ts';

const system = new System({ release: 'wh', namespace: 'data' });
const size = { cpu: '2', memory: '4Gi' };

function template(props: Partial<WorkerPoolProps> = {}) {
  const pool = new WorkerPool(Testing.chart(), 'pool', { system, pool: 'warm', image: 'worker:1', size, ...props });
  const object = pool.object.toJson();
  return { object, spec: object.template.spec, container: object.template.spec.containers[0] };
}

test('a pool alone, without Helm, is a PodTemplate in the namespace of the workers', () => {
  const { object } = template();
  expect(object).toMatchObject({
    apiVersion: 'v1',
    kind: 'PodTemplate',
    metadata: { name: 'wh-brooder-warm', namespace: 'data-workers', labels: { 'brooder.dev/pool': 'warm' } },
  });
});

test('a worker has no identity in the cluster, and what the Pod Security Standard "restricted" asks for', () => {
  const { spec, container } = template();
  expect(spec).toMatchObject({
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    restartPolicy: 'Never',
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
  });
  expect(container.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
});

test('a worker that grows starts with the idle size, requests equal to limits, and says what it grows to', () => {
  const idleSize = { cpu: '100m', memory: '256Mi' };
  const { object, container } = template({ idleSize });
  expect(container.resources).toEqual({ requests: idleSize, limits: idleSize });
  expect(JSON.parse(object.metadata.annotations[poolAnnotations.size])).toEqual(size);
});

test('a worker that does not grow has its whole size from the start', () => {
  const { object, container } = template();
  expect(container.resources).toEqual({ requests: size, limits: size });
  expect(object.metadata.annotations).not.toHaveProperty([poolAnnotations.size]);
});

test('numbers that are not given are left to the gateway, and zero is a number', () => {
  const { warmTarget, maxWorkers } = poolAnnotations;
  expect(template().object.metadata.annotations).not.toHaveProperty([warmTarget]);
  const { annotations } = template({ warmTarget: 0, maxWorkers: 3 }).object.metadata;
  expect(annotations).toMatchObject({ [warmTarget]: '0', [maxWorkers]: '3' });
});

test('every environment variable stands once, and those that tie a worker to its Secret win', () => {
  const { container } = template({ env: { TMPDIR: '/elsewhere', TZ: 'UTC' } });
  const names: string[] = container.env.map(({ name }: { name: string }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(container.env).toContainEqual({ name: 'TMPDIR', value: '/scratch' });
  expect(container.env).toContainEqual({ name: 'TZ', value: 'UTC' });
});

test('without TLS a worker is told of no certificate', () => {
  const names = (tls: boolean) => template({ tls }).container.env.map(({ name }: { name: string }) => name);
  expect(names(true)).toContain('BROODER_TLS_CERT_FILE');
  expect(names(false).join()).not.toContain('TLS');
});

test('labels of the user cannot take a pod out of its pool', () => {
  const { object } = template({ podLabels: { 'brooder.dev/pool': 'other', team: 'a' } });
  expect(object.template.metadata.labels).toMatchObject({ 'brooder.dev/pool': 'warm', team: 'a' });
});

test('annotations and labels of the user cannot change what the gateway reads of a template', () => {
  const annotations = { [poolAnnotations.role]: 'WriteOnly', wave: '2' };
  const { metadata } = template({ annotations, labels: { 'brooder.dev/pool': 'other', team: 'a' } }).object;
  expect(metadata.annotations).toMatchObject({ [poolAnnotations.role]: 'Dual', wave: '2' });
  expect(metadata.labels).toMatchObject({ 'brooder.dev/pool': 'warm', team: 'a' });
});

test('an extra variable that a worker depends on loses: of two with one name the later one counts', () => {
  const { env } = template({ extraEnv: [{ name: 'TMPDIR', value: '/elsewhere' }] }).container;
  expect(env.filter(({ name }: { name: string }) => name === 'TMPDIR').at(-1)).toEqual({
    name: 'TMPDIR',
    value: '/scratch',
  });
});

test('the worker is the first container, whatever stands beside it', () => {
  const { spec } = template({ extraContainers: [{ name: 'once' }], initContainers: [{ name: 'shipper' }] });
  expect(spec.containers.map(({ name }: { name: string }) => name)).toEqual(['worker', 'once']);
  expect(spec.initContainers).toEqual([{ name: 'shipper' }]);
});
