import { expect, test } from 'vitest';
import type { KubernetesObject } from '../kubernetes-object.ts';
import { findingsOf } from './index.ts';
import { restrictedProfile } from './pod-security.ts';

type Edit = (pod: { spec: Record<string, unknown>; container: Record<string, unknown> }) => void;

/** A Deployment that breaks no rule, after `edit`. */
function deployment(edit: Edit = () => {}): KubernetesObject {
  const container: Record<string, unknown> = {
    name: 'gateway',
    image: 'example.org/gateway:1.0.0',
    ports: [{ name: 'pg', containerPort: 5432 }],
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  };
  const spec: Record<string, unknown> = {
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    volumes: [{ name: 'tmp', emptyDir: {} }],
    containers: [container],
  };
  edit({ spec, container });
  const labels = { app: 'gateway' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'gateway', namespace: 'pond', labels },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
}
const found = (objects: readonly KubernetesObject[], strict = false) =>
  findingsOf({ objects, namespaces: ['pond'] }, strict).map(({ rule, message }) => `${rule}: ${message}`);

const set =
  (part: 'spec' | 'container', more: object): Edit =>
  (pod) =>
    void Object.assign(pod[part], more);
const context = (more: object): Edit =>
  set('container', { securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, ...more } });

/** One break for each check of the profile, in the same order. */
const breaks: readonly [path: string, edit: Edit][] = [
  ['spec.hostNetwork', set('spec', { hostNetwork: true })],
  ['volume "host" hostPath', set('spec', { volumes: [{ name: 'host', hostPath: { path: '/' } }] })],
  ['ports.hostPort', set('container', { ports: [{ hostPort: 80 }] })],
  ['privileged', context({ privileged: true })],
  ['allowPrivilegeEscalation', context({ allowPrivilegeEscalation: true })],
  ['capabilities.drop', context({ capabilities: { drop: ['CHOWN'] } })],
  ['capabilities.add', context({ capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } })],
  ['runAsNonRoot', context({ runAsNonRoot: false })],
  ['runAsUser', context({ runAsUser: 0 })],
  ['seccompProfile.type', context({ seccompProfile: { type: 'Unconfined' } })],
  ['appArmorProfile.type', context({ appArmorProfile: { type: 'Unconfined' } })],
  ['seLinuxOptions', context({ seLinuxOptions: { type: 'spc_t' } })],
  ['procMount', context({ procMount: 'Unmasked' })],
  [
    'sysctls',
    set('spec', {
      securityContext: {
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
        sysctls: [{ name: 'kernel.msgmax' }],
      },
    }),
  ],
  ['windowsOptions.hostProcess', context({ windowsOptions: { hostProcess: true } })],
];

test('a careful Deployment breaks no rule', () => {
  expect(found([deployment()], true)).toEqual([]);
});

test('every check of the restricted profile has a break here', () => {
  expect(breaks).toHaveLength(restrictedProfile.length);
});

test.each(breaks)('the restricted profile refuses %s', (path, edit) => {
  expect(found([deployment(edit)])).toEqual([
    expect.stringMatching(`^pod-security: .*${path.replaceAll('.', '\\.')} breaks`),
  ]);
});

test.each(['example.org/gateway', 'example.org/gateway:latest', 'localhost:5000/gateway'])(
  '%s is not pinned',
  (image) => {
    const objects = [deployment(set('container', { image }))];
    expect(found(objects, true)).toEqual([
      expect.stringContaining(`pinned-images: container "gateway" runs the image "${image}"`),
    ]);
    expect(found(objects)).toEqual([]);
  },
);

test.each(['localhost:5000/gateway:1', `example.org/gateway@sha256:${'0'.repeat(64)}`])('%s is pinned', (image) => {
  expect(found([deployment(set('container', { image }))], true)).toEqual([]);
});

const service = (selector: object): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'pond' },
  spec: { selector },
});

test('selectors must find a pod, doubles and long names are told, and so are unknown namespaces', () => {
  expect(found([deployment(), service({ app: 'gateway' })])).toEqual([]);
  expect(found([deployment(), service({ app: 'gatewy' })])).toEqual([expect.stringContaining('matches no pod')]);
  expect(found([deployment(), deployment()])).toEqual([expect.stringContaining('stands there twice')]);
  const long = { ...service({ app: 'gateway' }), metadata: { name: 'w'.repeat(64), namespace: 'pond' } };
  expect(found([deployment(), long])).toEqual(['names: the name has 64 characters; the limit is 63']);
  const elsewhere: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c', namespace: 'lake' },
  };
  expect(found([elsewhere], true)).toEqual([expect.stringContaining('namespaces: lives in the namespace "lake"')]);
  const namespace: KubernetesObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'lake' } };
  expect(found([namespace, elsewhere], true)).toEqual([]);
});
