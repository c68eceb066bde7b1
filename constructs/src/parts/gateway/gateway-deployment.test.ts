import { Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { System } from '../../system/index.ts';
import { GatewayDeployment, type GatewayDeploymentProps } from './index.ts';

const system = new System({ release: 'wh', namespace: 'data' });

function deployment(props: Partial<GatewayDeploymentProps> = {}) {
  const { object } = new GatewayDeployment(Testing.chart(), 'gateway', { system, image: 'gateway:1', ...props });
  const { spec } = object.toJson();
  const pod = spec.template.spec;
  return { spec, pod, metadata: spec.template.metadata, container: pod.containers[0] };
}
const names = (items: readonly { name: string }[]) => items.map(({ name }) => name);

test('gateways alone, without Helm, are two pods of which none is missing while they are replaced', () => {
  const { spec } = deployment();
  expect(spec).toMatchObject({
    replicas: 2,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
    selector: { matchLabels: { 'app.kubernetes.io/instance': 'wh', 'app.kubernetes.io/component': 'gateway' } },
  });
});

test('a Deployment that something else scales names no number of pods', () => {
  expect(deployment({ scaledElsewhere: true }).spec).not.toHaveProperty('replicas');
});

test('a gateway passes the Pod Security Standard "restricted", and is the only pod with a token', () => {
  const { pod, container } = deployment();
  expect(pod).toMatchObject({
    automountServiceAccountToken: true,
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
  });
  expect(container.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
});

test('Kubernetes adds no BROODER_ variables of its own, which the gateway would refuse', () => {
  expect(deployment().pod.enableServiceLinks).toBe(false);
});

test('a pod that ends sleeps first, and does not with 0 seconds', () => {
  expect(deployment().container.lifecycle).toEqual({ preStop: { sleep: { seconds: 5 } } });
  expect(deployment({ preStopSeconds: 0 }).container).not.toHaveProperty('lifecycle');
});

test('hooks that are given stand in place of the sleep', () => {
  const postStart = { exec: { command: ['true'] } };
  expect(deployment({ lifecycle: { postStart } }).container.lifecycle).toEqual({ postStart });
});

test('a certificate is mounted under fixed names, whatever the keys of its Secret are', () => {
  const { pod, container } = deployment({ tlsSecret: 'web', tlsCertKey: 'chain.pem', tlsKeyKey: 'key.pem' });
  expect(pod.volumes).toContainEqual({
    name: 'tls',
    secret: {
      secretName: 'web',
      defaultMode: 0o440,
      items: [
        { key: 'chain.pem', path: 'tls.crt' },
        { key: 'key.pem', path: 'tls.key' },
      ],
    },
  });
  expect(container.volumeMounts).toContainEqual({ name: 'tls', mountPath: '/run/brooder/tls', readOnly: true });
});

test('without a certificate nothing but /tmp is mounted', () => {
  const { pod, container } = deployment();
  expect(names(pod.volumes)).toEqual(['tmp']);
  expect(names(container.volumeMounts)).toEqual(['tmp']);
});

test('variables of the user come after those from Secrets, in the order of their names', () => {
  const { container } = deployment({
    secretVariables: [{ name: 'TOKEN', secret: 's', key: 'k', optional: true }],
    env: { B: '1', A: '2' },
    extraEnv: [{ name: 'C', value: '3' }],
  });
  expect(names(container.env)).toEqual(['HOME', 'TOKEN', 'A', 'B', 'C']);
  expect(container.env[1].valueFrom.secretKeyRef).toEqual({ name: 's', key: 'k', optional: true });
});

test('a variable whose condition does not hold is not there', () => {
  const { container } = deployment({ secretVariables: [{ name: 'TOKEN', secret: '', key: 'k', condition: '' }] });
  expect(names(container.env)).not.toContain('TOKEN');
});

test('a probe that is off is not there, the others are', () => {
  const off = { enabled: false, initialDelaySeconds: 0, periodSeconds: 1, timeoutSeconds: 1, failureThreshold: 1 };
  const { container } = deployment({ startupProbe: off });
  expect(container).not.toHaveProperty('startupProbe');
  expect(container.readinessProbe.httpGet).toEqual({ path: '/readyz', port: 'metrics' });
  expect(container.livenessProbe.httpGet).toEqual({ path: '/livez', port: 'metrics' });
});

test('labels of the user cannot change what selects the pods', () => {
  const { metadata, spec } = deployment({ podLabels: { 'app.kubernetes.io/name': 'mine', team: 'data' } });
  expect(metadata.labels).toMatchObject({ ...spec.selector.matchLabels, team: 'data' });
});

test('checksums stand beside annotations of the user', () => {
  const { annotations } = deployment({ podAnnotations: { a: 'b' }, checksums: { config: 'c0ffee' } }).metadata;
  expect(annotations).toMatchObject({ a: 'b', 'checksum/config': 'c0ffee' });
});

test('labels and annotations of the Deployment are not those of its pods', () => {
  const props = { labels: { part: 'gateway' }, annotations: { wave: '2' } };
  const { object } = new GatewayDeployment(Testing.chart(), 'gateway', { system, image: 'gateway:1', ...props });
  const { metadata, spec } = object.toJson();
  expect(metadata).toMatchObject(props);
  expect(spec.template.metadata.labels).not.toHaveProperty('part');
  expect(spec.template.metadata.annotations).not.toHaveProperty('wave');
});
