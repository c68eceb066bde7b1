/**
 * A Kubernetes API server on loopback: etcd, kube-apiserver and kube-controller-manager, no node. Needs no root. Controllers run because
 * admission of pods needs the service accounts that they make.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { startInBackground, stopBackground, untilReady } from './background-programs.ts';
import { runProgram } from './run-program.ts';

/** Where one server keeps its keys, data and logs: `BROODER_TEST_STATE`, else one folder per user in the temporary folder. */
export const stateFolder = () =>
  process.env.BROODER_TEST_STATE || join(tmpdir(), `brooder-testbed-${userInfo().username}`);

const kubeconfigPath = (state: string) => join(state, 'admin.kubeconfig');

/** Kubeconfig of the server of this state folder if it answers. @param bin  folder with kubectl */
export async function runningCluster(bin: string): Promise<string | undefined> {
  const path = kubeconfigPath(stateFolder());
  return existsSync(path) && (await answers(bin, path, ['get', '--raw', '/readyz'])) ? path : undefined;
}

/** Starts a server with the programs in `bin`. @returns an administrator's kubeconfig @throws with the ends of the logs */
export async function startCluster(bin: string): Promise<string> {
  await stopCluster();
  const state = stateFolder();
  await mkdir(state, { recursive: true, mode: 0o700 });
  try {
    return await startIn(state, bin);
  } catch (error) {
    await stopCluster();
    throw new Error(`the test API server did not start: ${(error as Error).message}`);
  }
}

/** Ends the server of this state folder, if there is one, and removes the folder. */
export async function stopCluster(): Promise<void> {
  await stopBackground(stateFolder());
  await rm(stateFolder(), { recursive: true, force: true });
}

async function startIn(state: string, bin: string): Promise<string> {
  const at = (name: string) => join(state, name);
  const keys = await writeKeys(state);
  const [etcdPort, apiPort] = await freePorts();
  const run = (name: string, args: readonly string[]) => startInBackground(state, name, join(bin, name), args);

  await run('etcd', [
    `--data-dir=${at('etcd')}`,
    // The data live as long as a test run; waiting for the disk would only cost time.
    '--unsafe-no-fsync',
    '--log-level=warn',
    `--listen-client-urls=http://127.0.0.1:${etcdPort}`,
    `--advertise-client-urls=http://127.0.0.1:${etcdPort}`,
    '--listen-peer-urls=http://127.0.0.1:0',
  ]);
  await run('kube-apiserver', [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${apiPort}`,
    // It makes its certificate here by itself, with the authority in the same file.
    `--cert-dir=${at('certificate')}`,
    `--token-auth-file=${at('tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-cluster-ip-range=10.96.0.0/16',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-signing-key-file=${at('service-accounts.key')}`,
    `--service-account-key-file=${at('service-accounts.pub')}`,
    // Loopback may not be an address of the kubernetes service.
    '--endpoint-reconciler-type=none',
    '--allow-privileged=true',
    '--profiling=false',
  ]);
  const certificate = at('certificate/apiserver.crt');
  await untilReady(state, 'the API server has its certificate', async () => existsSync(certificate));
  const authority = await readFile(certificate);
  const draft = at('starting.kubeconfig');
  await writeKubeconfig(draft, apiPort, authority, keys.admin);
  await writeKubeconfig(at('controllers.kubeconfig'), apiPort, authority, keys.controllers);
  await untilReady(state, 'the API server is ready', () => answers(bin, draft, ['get', '--raw', '/readyz']));
  await run('kube-controller-manager', [
    `--kubeconfig=${at('controllers.kubeconfig')}`,
    '--leader-elect=false',
    `--service-account-private-key-file=${at('service-accounts.key')}`,
    `--root-ca-file=${certificate}`,
    '--use-service-account-credentials=true',
    '--secure-port=0',
    '--profiling=false',
    '--kube-api-qps=500',
    '--kube-api-burst=1000',
  ]);
  await untilReady(state, 'the controllers have made the first service account', () =>
    answers(bin, draft, ['get', 'serviceaccount', 'default', '--namespace=default']),
  );
  // The name says that the server is whole.
  await rename(draft, kubeconfigPath(state));
  return kubeconfigPath(state);
}

/** Keys that sign service-account tokens, and one bearer token per user. @returns the tokens */
async function writeKeys(state: string): Promise<{ admin: string; controllers: string }> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const admin = randomBytes(16).toString('hex');
  const controllers = randomBytes(16).toString('hex');
  const secret = { mode: 0o600 };
  await writeFile(join(state, 'service-accounts.key'), privateKey, secret);
  await writeFile(join(state, 'service-accounts.pub'), publicKey, secret);
  const users = [`${admin},admin,admin,system:masters`, `${controllers},system:kube-controller-manager,controllers`];
  await writeFile(join(state, 'tokens.csv'), `${users.join('\n')}\n`, secret);
  return { admin, controllers };
}

async function writeKubeconfig(path: string, port: number, authority: Buffer, token: string): Promise<void> {
  const cluster = {
    server: `https://127.0.0.1:${port}`,
    'certificate-authority-data': authority.toString('base64'),
  };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster }],
    users: [{ name: 'test', user: { token } }],
    contexts: [{ name: 'brooder-test', context: { cluster: 'test', user: 'test' } }],
    'current-context': 'brooder-test',
  };
  await writeFile(path, JSON.stringify(config, null, 2), { mode: 0o600 });
}

async function answers(bin: string, kubeconfig: string, args: readonly string[]): Promise<boolean> {
  const all = ['--kubeconfig', kubeconfig, '--request-timeout=5s', ...args];
  return (await runProgram(join(bin, 'kubectl'), all, { timeoutMs: 10_000 })).status === 0;
}

/** Two ports that were free a moment ago: etcd and the API server cannot be asked which port they took. */
async function freePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()] as const;
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return [ports[0]!, ports[1]!];
}
