import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inClusterServer, kubeconfigServer, ownServer } from './index.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'brooder-api-server-'));
});
afterEach(() => rm(directory, { recursive: true }));

const inPod = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
const mount = async (token: string) => {
  await writeFile(join(directory, 'token'), `${token}\n`);
  await writeFile(join(directory, 'ca.crt'), 'authority');
};

test('in a pod, the address comes from the environment and the token from its mount, read anew at each call', async () => {
  await mount('first');
  const server = await inClusterServer(inPod, directory);
  expect(server.url).toBe('https://[fd00::1]:443');
  expect(await server.access()).toEqual({ tls: { ca: 'authority' }, headers: { authorization: 'Bearer first' } });
  await mount('second');
  expect((await server.access()).headers).toEqual({ authorization: 'Bearer second' });
});

test('outside a pod, and in a pod without a token, the message says what is missing', async () => {
  await expect(inClusterServer({}, directory)).rejects.toThrow(/KUBERNETES_SERVICE_HOST/);
  await expect(inClusterServer(inPod, directory)).rejects.toMatchObject({ code: 'missingFile' });
});

test('a kubeconfig gives address, authority and token of its current context', async () => {
  const file = join(directory, 'config');
  const config = {
    'current-context': 'there',
    contexts: [{ name: 'there', context: { cluster: 'c', user: 'u' } }],
    clusters: [
      { name: 'c', cluster: { server: 'https://127.0.0.1:6443/', 'certificate-authority-data': 'YXV0aG9yaXR5' } },
    ],
    users: [{ name: 'u', user: { token: 'mine' } }],
  };
  await writeFile(file, JSON.stringify(config));
  const server = await kubeconfigServer(file);
  const { tls, headers } = await server.access();
  expect([server.url, String(tls.ca), headers.Authorization]).toEqual([
    'https://127.0.0.1:6443',
    'authority',
    'Bearer mine',
  ]);
  await writeFile(file, '{}');
  await expect(kubeconfigServer(file)).rejects.toMatchObject({ code: 'badDataFile' });
});

test('the mounted token comes before KUBECONFIG, which comes before a message that names both', async () => {
  const file = join(directory, 'config');
  const config = {
    'current-context': 'there',
    contexts: [{ name: 'there', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:6443' } }],
    users: [{ name: 'u', user: { token: 'mine' } }],
  };
  await writeFile(file, JSON.stringify(config));
  expect((await ownServer({ KUBECONFIG: file }, directory)).url).toBe('https://127.0.0.1:6443');
  await expect(ownServer({}, directory)).rejects.toThrow(
    /"releaseNamespace".*KUBECONFIG.*token.*KUBECONFIG is not set/,
  );
  await expect(ownServer(inPod, directory)).rejects.toMatchObject({ code: 'missingFile' });
  await mount('token');
  expect((await ownServer({ ...inPod, KUBECONFIG: file }, directory)).url).toBe('https://[fd00::1]:443');
});
