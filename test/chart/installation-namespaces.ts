import { kubectlOutput, withNamespace } from '../testbed/index.ts';

/** As strict as the chart makes the namespace of the workers. */
const restricted = { 'pod-security.kubernetes.io/enforce': 'restricted' };

/** Makes a namespace for a release and the one for its workers beside it, runs `use`, and deletes both again. */
export async function withInstallationNamespaces<T>(
  prefix: string,
  use: (namespace: string, workers: string) => Promise<T>,
): Promise<T> {
  return withNamespace(prefix, restricted, async (namespace) => {
    const workers = `${namespace}-workers`;
    const manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: workers, labels: restricted } };
    await kubectlOutput(['create', '--filename', '-'], { stdin: JSON.stringify(manifest) });
    try {
      return await use(namespace, workers);
    } finally {
      await kubectlOutput(['delete', 'namespace', workers, '--wait=false', '--ignore-not-found']);
    }
  });
}
