import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildBinaries } from './build-binaries.ts';
import { runProgram } from './run-program.ts';

/** Programs that a testbed folder holds. */
export const binaryNames = [
  'helm',
  'kubectl',
  'kubeconform',
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
] as const;
export type BinaryName = (typeof binaryNames)[number];

const repository = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Folder with every program of {@link binaryNames}: `BROODER_TEST_TOOLS` when set; else what the testbed command `BROODER_TEST_CLUSTER`, or
 * one beside the repository, answers to `bin`; else built here from published Go modules and kept in the cache.
 */
export async function binaryFolder(say: (text: string) => void): Promise<string> {
  const given = process.env.BROODER_TEST_TOOLS;
  if (given) return complete(resolve(given), 'BROODER_TEST_TOOLS');
  const command = process.env.BROODER_TEST_CLUSTER ?? resolve(repository, '../shared/testbed/k8s/cluster');
  if (process.env.BROODER_TEST_CLUSTER !== undefined || existsSync(command)) {
    say(`tools of ${command}\n`);
    // It may have to build them first.
    const answer = await runProgram(command, ['bin'], { timeoutMs: 40 * 60_000, onStderr: say });
    if (answer.status !== 0) throw new Error(`${command} bin ended with ${answer.status}`);
    return complete(answer.stdout.trim(), `${command} bin`);
  }
  return complete(await buildBinaries(say), 'the build');
}

function complete(folder: string, source: string): string {
  const missing = binaryNames.filter((name) => !existsSync(join(folder, name)));
  if (missing.length === 0) return folder;
  throw new Error(`${folder} (from ${source}) lacks ${missing.join(', ')}; it must hold ${binaryNames.join(', ')}`);
}
