/** Where the API server is and how this process proves who it is: from inside a pod, or from a kubeconfig. */
import { readFile, stat } from 'node:fs/promises';
import type { RequestOptions } from 'node:https';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { environmentOf, failures, flagOf } from '@brooder/contracts';

export interface ApiServer {
  /** Without a slash at the end. */
  url: string;
  /** TLS options and headers of one request. Asked for each time, because tokens and authorities are replaced while we run. */
  access(): Promise<{
    tls: Pick<RequestOptions, 'ca' | 'cert' | 'key' | 'rejectUnauthorized'>;
    headers: Record<string, string>;
  }>;
}

/** Where Kubernetes mounts the token of a pod's ServiceAccount; source: Kubernetes docs, "Accessing the API from a Pod". */
const mounted = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The API server of the cluster this pod runs in.
 * @throws missingFile     the token is not mounted (automountServiceAccountToken is off)
 * @throws invalidSetting  this is not a pod
 */
export async function inClusterServer(
  environment: Readonly<Record<string, string | undefined>>,
  directory = mounted,
): Promise<ApiServer> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = environment;
  if (!host || !port) {
    throw failures.invalidSetting({
      name: 'cluster',
      expected: '"process" outside a cluster, or a kubeconfig to be given',
      actual: 'kubernetes, while KUBERNETES_SERVICE_HOST is not set',
      source: 'the environment of a pod',
    });
  }
  const read = async (name: string) => {
    const file = join(directory, name);
    try {
      return await readFile(file, 'utf8');
    } catch (error) {
      throw failures.missingFile({ file }, { cause: error });
    }
  };
  const access = async () => {
    // Read at each request: the kubelet replaces the token before its hour is over, and the file is in memory.
    const [token, ca] = await Promise.all([read('token'), read('ca.crt')]);
    return { tls: { ca }, headers: { authorization: `Bearer ${token.trim()}` } };
  };
  await access();
  return { url: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`, access };
}

/**
 * The API server of this process: of the cluster whose pod it is, or of $KUBECONFIG where no token is mounted (a laptop, a test).
 * @throws missingFile     a pod without a token
 * @throws invalidSetting  neither a pod nor KUBECONFIG
 * @throws badDataFile     the kubeconfig holds no usable context
 */
export async function ownServer(
  environment: Readonly<Record<string, string | undefined>>,
  directory = mounted,
): Promise<ApiServer> {
  const isMounted = await stat(join(directory, 'token')).then(
    () => true,
    () => false,
  );
  const { KUBECONFIG: kubeconfig, KUBERNETES_SERVICE_HOST: host } = environment;
  if (!isMounted && kubeconfig) return kubeconfigServer(kubeconfig);
  if (isMounted || host) return inClusterServer(environment, directory);
  throw failures.invalidSetting({
    name: 'releaseNamespace',
    expected: 'absent outside a pod, unless KUBECONFIG names a kubeconfig',
    actual: 'given, while no token of a ServiceAccount is mounted and KUBECONFIG is not set',
    source: `${flagOf('releaseNamespace')} or ${environmentOf('releaseNamespace')}`,
  });
}

/**
 * The current context of a kubeconfig: any way to log in that kubectl knows, plugins too.
 * @param file  absent: $KUBECONFIG, then ~/.kube/config
 * @throws badDataFile  the file holds no usable context
 */
export async function kubeconfigServer(file?: string): Promise<ApiServer> {
  // Loaded only here: the whole client takes 85 MB of memory, as much as the rest of an idle gateway.
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  const refuse = (reason: string, cause?: unknown) =>
    failures.badDataFile({ file: file ?? process.env.KUBECONFIG ?? '~/.kube/config', reason }, { cause });
  try {
    if (file === undefined) config.loadFromDefault();
    else config.loadFromFile(file);
  } catch (error) {
    throw refuse('it is no kubeconfig', error);
  }
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw refuse('its current context names no cluster');
  return {
    url: cluster.server.replace(/\/$/, ''),
    async access() {
      const options: RequestOptions = {};
      await config.applyToHTTPSOptions(options);
      const { ca, cert, key, rejectUnauthorized } = options;
      const tls = Object.fromEntries(
        Object.entries({ ca, cert, key, rejectUnauthorized }).filter(([, value]) => value !== undefined),
      );
      return { tls, headers: (options.headers ?? {}) as Record<string, string> };
    },
  };
}
