import { randomBytes } from 'node:crypto';
import { privateEnvironment } from './private-home.ts';
import { type Finished, runProgram } from './run-program.ts';
import { howToGet, toolPath } from './tools.ts';

/** The kubeconfig of the test API server. @throws when `BROODER_TEST_KUBECONFIG` is not set; the developer's own cluster is never used */
export function testKubeconfig(): string {
  const path = process.env.BROODER_TEST_KUBECONFIG;
  if (!path) throw new Error(`no test API server: ${howToGet}`);
  return path;
}

export interface KubectlOptions {
  stdin?: string;
  /** Milliseconds; default 30,000. */
  timeoutMs?: number;
}

/** Runs kubectl on the test API server. A refusal by the server is an answer: `status` 1 and its words in `stderr`. */
export async function kubectl(args: readonly string[], options: KubectlOptions = {}): Promise<Finished> {
  // No discovery cache: it costs 10 ms a call, and a cache may be of a server that had this port before.
  const fixed = ['--kubeconfig', testKubeconfig(), '--cache-dir', '/dev/null/none'];
  return runProgram(toolPath('kubectl'), [...fixed, ...args], { ...options, env: privateEnvironment() });
}

/** Like {@link kubectl}, when it has to succeed. @returns standard output @throws with kubectl's words */
export async function kubectlOutput(args: readonly string[], options: KubectlOptions = {}): Promise<string> {
  const { status, stdout, stderr } = await kubectl(args, options);
  if (status !== 0) throw new Error(`kubectl ${args.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}

/**
 * Asks the API server whether it would take `manifests` (YAML or JSON text), with all admission, storing nothing.
 * Objects without a namespace of their own are judged in `namespace`, which must exist. Unknown fields are refused; a key that
 * stands twice is not seen here, but by `kubeconform`.
 */
export async function dryRun(manifests: string, namespace: string): Promise<Finished> {
  return kubectl(['apply', '--server-side', '--dry-run=server', '--namespace', namespace, '--filename', '-'], {
    stdin: manifests,
  });
}

/**
 * Makes a namespace named `<prefix>-<random>`, runs `use` with its name, and deletes it again, whatever `use` did.
 * The server's controllers empty it in the background. Admission of pods works at once: its default service account exists.
 */
export async function withNamespace<T>(
  prefix: string,
  labels: Readonly<Record<string, string>>,
  use: (namespace: string) => Promise<T>,
): Promise<T> {
  const name = `${prefix}-${randomBytes(4).toString('hex')}`;
  await kubectlOutput(['create', '--filename', '-'], {
    stdin: JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }),
  });
  try {
    await kubectlOutput(['wait', '--for=create', 'serviceaccount/default', '--namespace', name, '--timeout=20s']);
    return await use(name);
  } finally {
    await kubectlOutput(['delete', 'namespace', name, '--wait=false', '--ignore-not-found']);
  }
}
